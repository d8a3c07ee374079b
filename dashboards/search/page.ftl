page = Search
    .description = Find a partnership, region, organisation, call, project or method
    .kicker = Misspellings are forgiven, accents need not be typed
    .again = Everything, again

answer = { $results ->
        [one] { $results } result
       *[other] { $results } results
    } for “{ $asked }”; the first is { $first }.
    .unasked = Type a name, a code or a word.
    .nothing =
        Nothing is called anything like “{ $asked }”. Organisations are those with a project in a theme, cluster
        organisations, and those of member regions.

kind-partnership = Partnerships
    .all = All { $count } partnerships
    .nearest = The nearest { $count } partnerships
kind-region = Regions and countries
    .all = All { $count } regions and countries
    .nearest = The nearest { $count } regions and countries
kind-organisation = Organisations
    .all = All { $count } organisations
    .nearest = The nearest { $count } organisations
kind-topic = Calls
    .all = All { $count } calls
    .nearest = The nearest { $count } calls
kind-project = Projects
    .all = All { $count } projects
    .nearest = The nearest { $count } projects
kind-method = Methods
    .all = All { $count } methods
    .nearest = The nearest { $count } methods
