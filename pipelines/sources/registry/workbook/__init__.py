"""The secretariat's workbook: declared once, everything else follows from the declaration.

``declaration`` states sheets and columns; ``template`` writes an empty workbook; ``opening`` lets only a
safe workbook in; ``cells`` reads one cell; ``check`` finds every problem; ``marking`` writes the copy with
marked cells; ``reading`` and ``merge`` make frames of one and of several workbooks. Where workbooks are
dropped and landed is in ``pipelines.sources.registry.extract``.
"""
