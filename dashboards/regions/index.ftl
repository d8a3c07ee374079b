page = Regions
    .description = All regions, the partnerships they are in, and those that are in none
    .label = Regions
    .kicker = Which regions are members, which are in none, which lead nothing?
    .answer = { $inside } of { $regions ->
            [0] no NUTS 2 region
            [one] { $regions } NUTS 2 region
           *[other] { $regions } NUTS 2 regions
        } { $inside ->
            [one] is
           *[other] are
        } in a partnership, directly, by a part or by a wider area; { $leading ->
            [one] { $leading } leads
           *[other] { $leading } lead
        } one.

tab =
    .list = Members on the map
    .all = All regions
    .money = Horizon Europe

filter =
    .all = All
    .category = Cohesion category
    .less_developed = Less developed
    .transition = Transition
    .more_developed = More developed
    .show = Show
    .areas = Countries and regions
    .countries = Countries alone
filter-in_none = Partnerships
    .yes = In none
filter-leads_none = Lead
    .yes = Lead nothing
filter-valley = Valley
    .yes = Label

regions = All NUTS 2 regions
    .finding =
        { $regions ->
            [0] No region passes these filters.
           *[other]
                Of { $regions ->
                    [one] { $regions } region
                   *[other] { $regions } regions
                } { $none ->
                    [one] { $none } is
                   *[other] { $none } are
                } in no known partnership, and { $leaderless ->
                    [one] { $leaderless } leads
                   *[other] { $leaderless } lead
                } none.
        }
    .coverage = Members that a public page or a workbook names; lists are rarely complete, nor is that of valleys.

# $first, $second: .first, of a country and of a region.
money = Horizon Europe by country and region
    .first = { $name } with { $money } through { $organisations ->
            [one] { $organisations } organisation
           *[other] { $organisations } organisations
        }
    .one = First { $first }.
    .two = First { $first } and { $second }.
    .none = No participation is known.
    .coverage = Net EU contribution by legal seat, over all observed years; what is estimated stands beside it.
