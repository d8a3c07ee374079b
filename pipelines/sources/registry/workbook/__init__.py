"""The secretariat's workbook: declared once, everything else follows from the declaration.

``declaration`` states sheets and columns; ``template`` writes a workbook to fill in; ``cells`` reads one cell;
``check`` finds every problem; ``marking`` writes the copy with marked cells; ``reading`` and ``merge`` make frames
of one and of several workbooks. That only a safe workbook gets in is in ``pipelines.ingest.workbook``, where workbooks
are dropped and landed in ``pipelines.sources.registry.extract``.
"""
