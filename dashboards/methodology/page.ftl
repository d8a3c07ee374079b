page = Methodology
    .description = How each number is made: formulas, sources, limits and examples
    .kicker = How is each number made?
    .answer =
        { $methods ->
            [one] 1 method
           *[other] { $methods } methods
        }, each with its question, formula, source, limits and an example, in the words that this edition was made by.
    .found =
        { $found ->
            [0] No method
            [one] 1 method
           *[other] { $found } methods
        } of { $methods } with words like “{ $words }”.
    .none = This edition is older than the methods kept with the figures; the next edition has them.
    .words = Words of a method
    .questions = Questions
    .rest = Tables without a method

method =
    .description = How a number is made
    .none = No such method
    .renamed = It may have another name in this edition.
    .all = All methods
    .formula = How it is made
    .limits = Sources, limits, example
    .tables = Tables made by it
    .columns =
        { $columns ->
            [one] 1 column
           *[other] { $columns } columns
        } of { $table }
