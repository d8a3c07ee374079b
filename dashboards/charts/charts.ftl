# Charts and the map: names of axes and of marks, and what shows under the pointer.

## What is known of whom

evidence =
    .declared = declared
    .observed = observed
    .demonstration = demonstration
    .missing = missing

## Deadlines

calendar = Deadlines
    .day = { $day }: { $topics ->
            [one] { $topics } topic
           *[other] { $topics } topics
        }, { $title }

## Scores and their intervals

interval = Points, 0 to 100
    .median = Median
standing =
    .first = First
    .alike = Cannot be distinguished from the first
    .below = Below the first
order = Share of the variance of ranks
    .first = Alone (first order)
    .total = With others (total order)

## Networks

network =
    .near = { $name }: { $projects ->
            [0] no shared project
            [one] { $projects } shared project
           *[other] { $projects } shared projects
        }
    .outer = { $name }, through { $near }

## Everybody against everybody

pairs =
    .ranked = { $name }<br>above { $other }<br>in { $share } % of draws
    .shared = { $name }<br>{ $other }<br>organisations shared: { $count }
pairs-is_distinguishable =
    .yes = Nearly all draws rank them the same way
    .no = Cannot be distinguished
pairs-is_join_forces =
    .yes = Could join forces
    .no = Share organisations

## Matches

match = Points reached
    .no-deadline = no deadline known
    .pointed = { $title }<br>{ $part }: { $points } points
match-rules =
    .pass = rules passed
    .fail = rules failed
    .unknown = rules not known
match-part =
    .theme = Theme
    .instrument = Instrument
    .trl = TRL
    .geography = Geography
    .budget = Budget
    .time = Time left

## Map

map = Map of the member regions. The table below holds the same figures.
    .boundaries = © EuroGeographics for the administrative boundaries.
    .designation =
        The designations employed and the presentation of material on this map do not imply the expression of any
        opinion on the part of the European Union concerning the legal status of any country, territory or area or of
        its authorities, or concerning the delimitation of its frontiers or boundaries. * Kosovo: this designation is
        without prejudice to positions on status, and is in line with UNSCR 1244/1999 and the ICJ Opinion on the Kosovo
        declaration of independence.
    .region = { $name } ({ $code }): { $partnerships ->
            [0] no known member
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        }
map-legend = Legend
    .none = no known member
    .member = member
    .span = { $low } to { $high }
    .country = a dark outline is a whole country
    .counts = partnerships a region is a member of; a dark outline is a whole country

## Technologies and niches

technologies =
    .member = A member region takes part
    .nobody = No known member does
technology = { $technology }<br>in { $niche }: { $projects ->
        [one] { $projects } project
       *[other] { $projects } projects
    }

## Years

years = Year
    .projects = Projects
    .own = Year of the project
    .call = Year of the call
    .seen = { $year }<br>{ $share } seen
    .unknown = { $year }<br>not known
    .unseen = { $year }<br>not observed
    .not-observed = Not observed
money = Net EU contribution
    .millions = EUR million
    .pointed = { $year }: EUR { $millions } million
acts = Acts
    .none = No dated act is known.
    .declared = Declared
    .public = Public record
    .half-years = Half-year, marked where a year begins
