page = Scoping
    .description = Where do interest and expertise meet, niche by niche?
    .label = Scoping
    .answer =
        Cells of a niche and a region: { $strength ->
            [one] { $strength } strength
           *[other] { $strength } strengths
        }, { $hot_topic } with interest and no expertise, { $hidden_strength } with expertise and no stated interest,
        { $unknown } unknown.

members = Members by niche
    .tab = Members
    .finding =
        { $niches ->
            [0] No niche is known.
           *[other]
                Of { $niches ->
                    [one] { $niches } niche
                   *[other] { $niches } niches
                } { $held ->
                    [one] { $held } has
                   *[other] { $held } have
                } a member that shows expertise. Interest is taken from the survey, else from a working group, an
                application or membership: see the column “Interest by”.
        }
    .axis = Members with interest and expertise
    .empty = No member shows expertise in a niche

all = All cells
    .tab = Members and regions outside

## Also on the page of a partnership
# $gaps: links that nobody covers, $names: their names; .most: $len, in how many partnerships.
chain = The value chain, link by link
    .tab = Value chain
    .everywhere =
        In { $partnerships ->
            [0] no partnership
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        } with members that could be seen, { $gaps } of { $links ->
            [0] no link
            [one] { $links } link
           *[other] { $links } links
        } with a niche { $gaps ->
            [one] is
           *[other] are
        } covered by no known member.
    .most = Most often it is { $link_name } ({ $len }).
    .unseen = No member could be seen: which links are covered is not known.
    .gaps =
        { $gaps ->
            [0] { $links ->
                [one] The { $links } link that its niches name is covered.
               *[other] All { $links } links that its niches name are covered.
            }
           *[other] Of { $links ->
                [one] { $links } link
               *[other] { $links } links
            } that its niches name, nobody known in it covers { $names }.
        }
    .unnamed = No niche names { $names }.
    .axis = Niches that a known member shows
    .bar = { $known ->
            [0] { $niches ->
                [0] no niche
               *[other] not known
            }
            [one] { $covered } of { $known } niche
           *[other] { $covered } of { $known } niches
        }
    .empty = No niche has a link of the chain
    .coverage = Links of the niches as this project sorts them, or as a workbook does; known members.

technologies = Which technology is applied where
    .tab = Technologies
    .finding =
        { $technologies ->
            [one] { $technologies } technology
           *[other] { $technologies } technologies
        } in { $niches ->
            [one] { $niches } niche
           *[other] { $niches } niches
        }; first { $technology } in { $niche_name } ({ $project_count ->
            [one] { $project_count } project
           *[other] { $project_count } projects
        }). In { $alone } of { $cells ->
            [one] { $cells } cell
           *[other] { $cells } cells
        } others work and no known member does.
    .none = No niche has two projects of one technology.
    .coverage = Projects in a theme and a niche that EuroSciVoc classifies, two or more of a cell.
    .axis = Projects; choose a partnership for its matrix
    .place = { $technology } in { $niche_name }
    .empty = No project is classified
