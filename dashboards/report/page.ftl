page =
    .description = State a partnership: check a workbook, hand it in, see which facts matter next
