page = Changes
    .description = How do two editions differ, and why?
    .only = This is the only edition: there is none to compare it with.
    .answer =
        { $figures ->
            [0] No headline figure
            [one] { $figures } headline figure
           *[other] { $figures } headline figures
        } moved between the editions of { $before } and { $after }.

choose =
    .from = From
    .to = To
    .compare = Compare

between = Headline figures that differ
    .tab = Figures
    .finding = Main cause, by rows that moved: { $cause }.
    .none = Every headline figure is the same in both editions.
    .coverage = Causes of all editions in between are added up; what remains is “not explained”.

cause-new_data = new data
cause-corrected_data = data corrected or withdrawn
cause-time = time passed
cause-links = organisations linked differently
cause-method = our method changed
cause-context = other rows of the sources changed
cause-not_explained = not explained

## On the page of the overview
# $cause: one of cause-…; .part: $change with its sign, as +14 or −€1.2 million
figures = Changes since the previous edition
    .finding =
        { $figures ->
            [one] { $figures } headline figure
           *[other] { $figures } headline figures
        } moved since the edition of { $since }; main cause, by rows that moved: { $cause }.
    .none = No headline figure moved since the edition of { $since }.
    .first = This is the first edition: there is no earlier one to compare it with.
    .coverage =
        { $moved } of { $figures ->
            [0] no headline figure
            [one] { $figures } headline figure
           *[other] { $figures } headline figures
        } moved; compared with edition { $edition } of { $since }. Generated rows are not compared.
    .coverage-first = Nothing to compare yet; the next edition will be compared with this one.
    .definition = Rows of both editions are compared one by one; each that moved has one cause.
    .part =
        { $change } { $cause } ({ $rows ->
            [0] no row
            [one] { $rows } row
           *[other] { $rows } rows
        })
    .rows = Show the rows
    .rows-of = Rows that moved { $figure }

# $figure: name of the figure; .finding: $causes, one or more of .part
rows = Rows that moved: { $figure }
    .finding =
        { $rows ->
            [one] { $rows } row
           *[other] { $rows } rows
        } moved the figure: { $causes }.
    .none = No row moved the figure.
    .part = { $cause } { $rows }
    .coverage = Every row that counts differently in the figure than in the previous edition.
    .close = Close this list

# .finding: $happened, one or more of event-…
events = What happened to matches
    .finding = Since { $since }: { $happened }.
    .none = Nothing has happened to a watched match since { $since }.
    .first = This is the first edition, so every match is new.
    .deadline = Deadline { $day }.
    .coverage =
        { $shown ->
            [0] The table has all of recent weeks.
           *[other]
                The list shows the newest { $shown }, the best matches first; the table has all of recent weeks.
        } Watched: matches above a minimum score that nobody muted.
    .feed = The same as a feed (Atom)

event-new_match =
    { $count ->
        [one] { $count } new match
       *[other] { $count } new matches
    }
event-deadline_changed =
    { $count ->
        [one] { $count } deadline changed
       *[other] { $count } deadlines changed
    }
event-budget_changed =
    { $count ->
        [one] { $count } budget changed
       *[other] { $count } budgets changed
    }
event-deadline_near =
    { $count ->
        [one] { $count } deadline came near
       *[other] { $count } deadlines came near
    }
