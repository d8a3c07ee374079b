page = Quality of the data
    .description = What is fresh, complete and in doubt, and what arrived last night
    .label = Quality
    .kicker = How fresh and complete is the data, what is in doubt, and what arrived last night?

tab-sources = Sources
tab-doubts = Doubtful rows
tab-acts = Acts out of time
tab-nights = Nights
tab-coverage = Coverage
tab-reconciliation = Reconciliation

## The card of each table: what it finds, and what it covers

card-source-status =
    .finding =
        Of { $sources ->
            [one] 1 source
           *[other] { $sources } sources
        } { $stale ->
            [0] none are
            [one] 1 is
           *[other] { $stale } are
        } stale today and { $failed ->
            [0] none failed or was held back
            [one] 1 failed or was held back
           *[other] { $failed } failed or were held back
        } on the newest night.
    .coverage =
        Status on the newest night of the edition, ages of today; files give the ages of the edition's date. A source
        that fails keeps its last good rows.

card-doubts =
    .finding =
        { $rows ->
            [0] No row
            [one] 1 row
           *[other] { $rows } rows
        } in doubt; { $unread ->
            [0] every value could be read.
            [one] 1 value could not be read.
           *[other] { $unread } values could not be read.
        }
    .coverage = All kinds of doubt that have a row; every row is kept.

card-doubtful-rows =
    .finding =
        { $rows ->
            [0] No row is in doubt.
            [one] 1 row.
           *[other] { $rows } rows, those with a value that could not be read first.
        }
    .coverage = The detail is the text as sent, or what helps to look the row up.

card-doubtful-acts =
    .finding =
        { $early ->
            [0] No act
            [one] 1 act
           *[other] { $early } acts
        } before the launch of a partnership, { $late ->
            [0] none
           *[other] { $late }
        } in the future.
    .coverage = Acts of public pages and workbooks; a meeting that a workbook plans is no doubt.

card-source-nights =
    .finding =
        { $nights ->
            [one] 1 night
           *[other] { $nights } nights
        }, the newest of { $day }.
    .coverage = Every night that this edition remembers.

card-observations =
    .finding = Participations, on which money and joint projects rest, are known to { $day }.
    .coverage =
        Dates found in the content, else the date it arrived. Facts shipped with the product may be newer.

card-field-coverage =
    .finding =
        Of { $columns ->
            [one] 1 column
           *[other] { $columns } columns
        } { $full ->
            [one] 1 is
           *[other] { $full } are
        } full and { $empty } empty.
    .coverage = All rows of the published core tables.

card-reconciliation =
    .finding =
        { $apart ->
            [0] All { $counts } counts agree with the raw rows.
            [one]
                { $agreed } of { $counts } counts agree with the raw rows; the one difference is { $explained ->
                    [0] not explained.
                   *[other] explained.
                }
           *[other]
                { $agreed } of { $counts } counts agree with the raw rows; of { $apart } differences { $explained } are
                explained.
        }
    .coverage = Every count that is compared before an edition is published.
