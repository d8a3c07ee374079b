page = Partnering
    .description = Who is missing in each partnership, and who could fill the gap?
    .label = Partnering
    .answer =
        { $candidate_name } stands first for { $partnership_name }; { $filling ->
            [0] no region outside brings
            [one] { $filling } region outside brings
           *[other] { $filling } regions outside bring
        } a niche that open calls ask for and no known member shows.
    .answer-none =
        No region chosen is among the first candidates; the tab “A candidate's fit” says what any would bring.

filter-region = Region
    .all = All regions
filter-in_none = Membership
    .all = Any
    .yes = In no partnership
filter-field = Our field, in words

## Also on the pages of a partnership and of a region
# $first: names of the first regions; $projects: of projects shared with members; $new: regions in no partnership.
join = Regions that could join
    .tab = Could join
    .finding =
        { $regions ->
            [0] No region chosen is among the first candidates.
           *[other]
                { $regions ->
                    [one] { $regions } region
                   *[other] { $regions } regions
                } for { $partnerships ->
                    [one] { $partnerships } partnership
                   *[other] { $partnerships } partnerships
                }, { $new } of them in no partnership yet.
        }
    .of-partnership =
        { $regions ->
            [one] { $regions } region
           *[other] { $regions } regions
        } could join, first { $first }; { $new } of the { $regions } { $new ->
            [one] is
           *[other] are
        } in no partnership yet.
    .of-region = { $candidate_name } could join { $partnership_name } first.
    .of-region-known = { $candidate_name } could join { $partnership_name } first, known from { $projects }.
    .coverage =
        Regions with a project of Horizon Europe or a member; the method says how well the ranking finds hidden members.
    .axis = Score, 0 to 100
    .place = { $candidate_name } for { $partnership_name }
    .empty = No region outside shows evidence

# $adds, $strengthens, $nothing: numbers of niches; $most: projects shared with the one region that shares most.
fit = What it would bring
    .tab = A candidate's fit
    .choose = Choose a partnership and a region above to see, niche by niche, what the region would bring.
    .finding =
        Adds { $adds ->
            [0] no niche
            [one] { $adds } niche
           *[other] { $adds } niches
        } that no known member shows, strengthens { $strengthens }, shows nothing in { $nothing }.
    .ties =
        { $regions ->
            [0] In the theme it shares no project with a known member.
            [one]
                In the theme it shares projects with { $regions } region of members, at most
                { $most } with one.
           *[other]
                In the theme it shares projects with { $regions } regions of members, at most
                { $most } with one.
        }
    .place = It stands { $place } among the regions outside.
    .member = It is a member, or lies in one, already.
    .new-country = It would bring a country that no known member has.
    .coverage = Projects of Horizon Europe by legal seat; what a region does elsewhere is not seen.

field = Which partnerships work in our field
    .tab = Our field
    .finding =
        { $niches ->
            [0] No niche is found.
           *[other]
                { $niches ->
                    [one] { $niches } niche
                   *[other] { $niches } niches
                } of { $partnerships ->
                    [one] { $partnerships } partnership
                   *[other] { $partnerships } partnerships
                }, with the members that show them.
        } Type words of your field above, or search for your organisation: its page says in which themes its projects
        are.
    .coverage = Niches of the themes and their synonyms; all words must occur there.

organisations = Organisations that could join
    .tab = Organisations
    .finding =
        { $organisations ->
            [0] No organisation is known that could join.
           *[other]
                { $organisations ->
                    [one] { $organisations } organisation
                   *[other] { $organisations } organisations
                } for { $partnerships ->
                    [one] { $partnerships } partnership
                   *[other] { $partnerships } partnerships
                }; { $tied } of { $places ->
                    [one] { $places } place
                   *[other] { $places } places
                } { $tied ->
                    [one] knows
                   *[other] know
                } somebody in a joint project.
        }
    .coverage = Organisations in a project of the theme, in no joint project. Seats in member regions first.

competences = Who shows which competence
    .tab = Competences
    .finding =
        { $niches ->
            [0] No niche with a project is known.
           *[other]
                { $niches ->
                    [one] { $niches } niche
                   *[other] { $niches } niches
                } with projects; { $missing ->
                    [0] none that open calls ask for lacks a known member region.
                    [one] { $missing } that open calls ask for is shown by no known member region.
                   *[other] { $missing } that open calls ask for are shown by no known member region.
                }
        }

missing = What open calls ask for and members lack
    .tab = What is missing
    .finding =
        { $niches ->
            [0] No niche that open calls ask for is known to lack members.
           *[other]
                { $niches ->
                    [one] { $niches } niche
                   *[other] { $niches } niches
                } of { $partnerships ->
                    [one] { $partnerships } partnership
                   *[other] { $partnerships } partnerships
                } that open calls ask for and no known member shows; for { $outside } of them a region outside does.
        }

## On the page of a region
shows = What it shows, by niche
    .finding =
        { $niches ->
            [one] { $niches } niche
           *[other] { $niches } niches
        } with two projects or more; first { $niche_name } of { $partnership_name }, newest project
        { $latest_project_name }.
    .finding-held =
        { $niches ->
            [one] { $niches } niche
           *[other] { $niches } niches
        } with two projects or more; first { $niche_name } of { $partnership_name }, newest project
        { $latest_project_name }, held by { $holders }.
    .none = In no niche of a partnership two projects or more are known.
    .axis = Specialisation, 1 is the average
    .bar = { $projects ->
            [one] { $projects } project
           *[other] { $projects } projects
        }
    .empty = No competence is known
