page =
    .description = How each number is made: formulas, sources, limits and examples
method =
    .description = How a number is made
