# Who is around a region or an organisation, on the page of either.

network = Two steps out
    .tab = Ties
    .none = { $name } shares no project with anybody, as far as is known.
    .shown = The picture shows the nearest { $nearest } of { $all } and, for each, the nearest { $further } further out.
    .empty = No shared project is known

# $all: how many it shares projects with; $nearest: the one it shares most with, in $projects;
# $part: the NUTS 2 region in a country or wider area that shares most.
network-region =
    .finding =
        { $name } shares projects with { $all ->
            [one] { $all } region
           *[other] { $all } regions
        }, nearest of all with { $nearest } ({ $projects ->
            [one] { $projects } project
           *[other] { $projects } projects
        }).
    .finding-of-part =
        { $name } shares projects with { $all ->
            [one] { $all } region
           *[other] { $all } regions
        }, nearest of all its { $part } with { $nearest } ({ $projects ->
            [one] { $projects } project
           *[other] { $projects } projects
        }).
    .coverage =
        Nearest by projects more than chance would give. Legal seats, Horizon Europe; the file has what is drawn.

network-organisation =
    .finding =
        { $name } shares projects with { $all ->
            [one] { $all } organisation
           *[other] { $all } organisations
        }, nearest of all with { $nearest } ({ $projects ->
            [one] { $projects } project
           *[other] { $projects } projects
        }).
    .coverage =
        Nearest by projects, small ones counting more. Legal seats, Horizon Europe; the file has what is drawn.
