page = Organisation
    .description = Which partnerships work in the field of this organisation, and whom does it know?
    .cluster = Cluster organisation
    .withheld = Name withheld (natural person)
    .answer =
        { $first } is nearest to its field, of { $partnerships ->
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        } in whose theme it has a project; it takes part in joint projects of { $joined ->
            [0] none of them
           *[other] { $joined }
        }.
    .answer-none =
        No project of { $name } is in the theme of a partnership; “Our field” on the page “Partnering” searches by
        words.

missing = No such organisation
    .sentence = This edition has no organisation with the id “{ $id }”.
    .search = Search by name

profile =
    .country = Country
    .region = Region
    .city = City
    .kind = Kind
    .recognised = Recognised as a cluster by
    .pic = PIC

field = Which partnerships work in its field
    .tab = Partnerships in its field
    .finding =
        { $theme_project_count ->
            [one] { $theme_project_count } project
           *[other] { $theme_project_count } projects
        } of { $all_project_count } in the theme of { $partnership_name }: { $times } times the average.
    .none = It has no project in a theme.
    .coverage = Partnerships in whose theme it has a project, from Horizon Europe; others may fit as well.
    .axis = Specialisation, 1 is the average
    .bar = { $projects ->
            [one] { $projects } project
           *[other] { $projects } projects
        }
    .empty = No project in a theme is known

competences = Where it stands among the first of a niche
    .tab = Competences
    .finding =
        { $niches ->
            [0] In no niche it is among the organisations with most projects.
            [one] Among the organisations with most projects in { $niches } niche.
           *[other] Among the organisations with most projects in { $niches } niches.
        }
    .coverage = Of each niche the organisations with most projects are kept.
