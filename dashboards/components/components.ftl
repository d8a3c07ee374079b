# What every page wears, and what stands around every figure.

## Frame of a page

frame =
    .description = Europe's thematic smart specialisation partnerships and the money they can win
    .skip = Skip to content
    .pages = Pages
    .parts = Parts of this page
    .demo =
        Demonstration data: the participations in this edition are generated, because CORDIS was never loaded. Every
        figure that rests on them says “demonstration data”. Partnerships, regions and calls are real.
    .pinned =
        As it stood in the edition of { $day }. The footer leads to other editions; <a>what changed since the one
        before</a>.
    .ways-on =
        Try <overview>the overview</overview>, <partnerships>all partnerships</partnerships> or <calls>the
        calls</calls>.

search = Search
    .everything = Everything
    .what = Search partnerships, regions, organisations, calls, projects and methods

footer = Counts and scores come from public sources and say how complete they are. Every table is a file.
    .edition =
        Edition <code>{ $edition }</code>, as of { $day }. <methodology>How each number is made</methodology>.
        <changes>What changed</changes>. <report>State a partnership</report>. <about>About, licence,
        accessibility</about>. <account>Your account</account>

editions = Edition
    .newest = the newest
    .show = Show

filters = Filters
    .apply = Apply filters
    .clear = Clear

## Cards

chart = Chart. { $finding }

# Behind a note of its own: “of 1 200 projects, known to 10 August 2026”.
count =
    .known-to = known to { $day }

demo = demonstration data
    .mark = Demonstration data
    .finding = { $finding } (demonstration data)

# The name, for screen readers, of the card that says what is known of a partnership, region or organisation.
profile = Profile

about = About<span> { $heading }</span>
    .definition = Definition
    .coverage = Coverage
    .as-of = As of
    .method = Method

download = Download<span> { $title }</span>
    .size = { $rows ->
            [0] no row
            [one] { $rows } row
           *[other] { $rows } rows
        }, { $columns ->
            [one] { $columns } column
           *[other] { $columns } columns
        }

table = Table ({ $rows ->
        [0] no row
        [one] { $rows } row
       *[other] { $rows } rows
    })
    .none = The table has no row.
    .frame = { $title }, table
    .review = Review
    .yes = yes
    .no = no
    .empty-list = none

# The rows on this page of a table: “Rows 21 to 40 of 300, page 2 of 15”.
pager = Rows { $first } to { $last } of { $rows }, page { $page } of { $pages }
    .pages = Pages of the table { $title }
    .previous = Previous
    .next = Next

## Sources and how fresh they are

source = { $source ->
        [registry] Partnership registry
        [cordis] CORDIS, Horizon Europe
        [funding_tenders] Funding & Tenders Portal
        [regions] NUTS regions (GISCO)
        [i3] I3 projects
        [riv] Regional Innovation Valleys
        [calls] Calls of neighbouring programmes
       *[other] { $source }
    }
    .demo = demonstration data (generated; CORDIS was never loaded)
    .never-loaded = { $source } (never loaded; facts shipped with the project stand in)

status = { $status ->
        [new] new data
        [unchanged] checked, unchanged
        [bundled] shipped with the project
        [failed_last_good_kept] failed, last good data kept
        [held] held back because rows were lost, last good data kept
        [never_loaded] never loaded
       *[other] { $status }
    }

freshness = { $sources ->
        [one] { $sources } source
       *[other] { $sources } sources
    }: { $troubles }.
    .no-trouble = all fresh
    .good = All sources fresh{ $age }
    .none = No source has reported yet
    .all = All about the sources

# How long ago a source was asked: the end of “All sources fresh” and of what troubles a source.
age = { $days ->
        [unknown] {""}
        [0] , asked today
        [one] , { $days } day old
       *[other] , { $days } days old
    }

trouble-failed = { $source }: failed on the last night{ $age }
    .count = { $count } failed
trouble-held = { $source }: held back because rows were lost{ $age }
    .count = { $count } held back
trouble-stale = { $source }: stale{ $age }
    .count = { $count } stale
trouble-never-loaded = { $source }: never loaded{ $age }
    .count = { $count } never loaded
trouble-incomplete = { $source }: incomplete{ $age }
    .count = { $count } incomplete

# $reach: .to, .shown or .projects; the parts stand in a row with semicolons between them.
content = content: { $reach }
    .to = to { $day }
    .shipped = facts shipped with the product, gathered on { $day }
    .projects = projects { $reach }, participations to { $day }
    .retrieved = retrieved { $day }
    .stale = stale
    .stale-for = stale{ $age }, limit { $limit ->
            [one] { $limit } day
           *[other] { $limit } days
        }
    .missing = missing: { $members }
