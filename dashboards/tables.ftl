# Tables of pages and files: their titles, and what one row of each is.

baselines = Published baselines beside this edition
    .row = One row is one thing counted.

member-regions = Members
    .row = One row is one member: a region, a country, or one without a NUTS code.

partnerships = Partnerships
    .row = One row is one partnership.

joint-projects-by-year = Joint projects by year
    .row = One row is one year.

members = Members
    .row = One row is one member of the partnership.

niches = Niches
    .row = One row is one sub-topic of the partnership's theme.

joint-projects = Joint projects
    .row = One row is one project in the theme with organisations of at least two member regions.

region-memberships = Partnerships the region is in
    .row = One row is one partnership and the member through which the region is in it.

region-years = Participations of the region by year and programme
    .row = One row is one year of one programme.

region-organisations = Organisations of the region
    .row = One row is one organisation in one programme.

region-matches = Topics that fit the region's partnerships
    .row = One row is one partnership and one topic that shares words with its theme.

regions = All regions
    .row = One row is one NUTS 2 region of NUTS 2021.

region-money = Horizon Europe by country and region
    .row = One row is one country, or one NUTS 2 region of the newest version.

maturity-scores = Maturity of partnerships
    .row = One row is one partnership.

maturity-bounds = What maturity can be, and the next fact
    .row = One row is one partnership.

next-facts = Facts that would narrow the bounds most
    .row = One row is one partnership and one missing fact.

own-weights = Scores with weights of your own, never stored as official
    .row = One row is one partnership.

pillar-scores = Scores of the pillars
    .row = One row is one partnership and one pillar.

indicator-values = Values of the maturity indicators
    .row = One row is one partnership and one indicator.

service-recommendations = Services that would help
    .row = One row is one partnership and one rule.

maturity-pairs = Which differences are clear
    .row = One row is one partnership compared with another in a pillar or in total.

maturity-sensitivity = Which assumption moves maturity
    .row = One row is one result and one assumption.

leave-one-out = What changes without one indicator
    .row = One row is one indicator and one partnership, in a pillar or in total.

framework-checks = Statistical checks of the framework
    .row = One row is one check of one indicator, two indicators, or a pillar.

maturity-changes = Why maturity differs from before
    .row = One row is one comparison, partnership, total or pillar, and indicator or the framework.

service-effects = Indicators before and after services
    .row = One row is one partnership, service and indicator.

engagement = Engagement of partnerships
    .row = One row is one partnership.

engagement-regions = Engagement of members
    .row = One row is one member of one partnership.

engagement-acts = Acts and what they add
    .row = One row is one act.

engagement-half-years = Half-years
    .row = One row is one partnership and one half-year.

region-pairs = Pairs of regions beside what chance would give
    .row = One row is one pair of regions that shares a project, in all projects or in one theme.

region-edges = Pairs of regions in the theme, by year
    .row = One row is one pair of regions, one year and one theme.

organisation-edges = Pairs of organisations in joint projects
    .row = One row is one pair of organisations, one partnership and one year.

joint-organisations = Organisations in joint projects
    .row = One row is one organisation in the joint projects of one partnership.

bridges = Who bridges, and what falls apart without them
    .row = One row is one organisation or region of one network.

partnership-overlap = What two partnerships share
    .row = One row is one pair of partnerships.

clusters = Cluster organisations
    .row = One row is one cluster organisation.

member-clusters = Members and their cluster organisations
    .row = One row is one member of one partnership.

scoping = Interest and expertise by niche and region
    .row = One row is one niche and one region.

competences = Competences by niche
    .row = One row is one niche and one region or organisation.

partnering-regions = Regions that could join
    .row = One row is one partnership and one region outside.

partnering-organisations = Organisations that could join
    .row = One row is one partnership and one organisation in none of its joint projects.

value-chain = The value chain, link by link
    .row = One row is one link of a partnership's chain and one niche in it; a link without a niche stands once.

technologies = Technologies and where they are applied
    .row = One row is one niche and one technology.

candidate-fit = What a region would bring
    .row = One row is one niche and one NUTS 2 region of the candidate.

organisation-partnerships = Partnerships in whose field the organisation works
    .row = One row is one organisation and one partnership in whose theme it has projects.

region-network = Who is around the region, two steps out
    .row = One row is one tie between two regions: of the nearest 12, of the nearest 3 of each, or among the first.

organisation-network = Who is around the organisation, two steps out
    .row =
        One row is one tie between two organisations: of the nearest 12, of the nearest 3 of each, or among the first.

funding-match = Matches
    .row = One row is one partnership and one open or forthcoming topic.

match-summary = Matches by partnership
    .row = One row is one partnership with at least one match.

deadlines = Deadlines
    .row = One row is one topic in the theme of a partnership, with a deadline.

rule-verdicts = Rules, one by one
    .row = One row is one rule on one match.

topic-conditions = What the calls ask for
    .row = One row is one condition of one topic.

cascade-calls = Calls for small firms
    .row = One row is one call of a funded project for third parties.

consortium = Consortia for one call
    .row = One row is one applicant in one consortium.

consortium-rules = Consortia rule by rule
    .row = One row is one rule of one consortium; 0 stands for the rules that the members alone cannot keep.

near-miss-candidates = Regions that would close a gap
    .row = One row is one region outside the partnership for one thing its members lack.

figure-changes = Headline figures that moved since the previous edition
    .row = One row is one figure and one cause.

edition-changes = Headline figures of two editions
    .row = One row is one figure and one cause.

changed-rows = Rows that moved a headline figure
    .row = One row is one thing that the figure counts.

match-events = What happened to matches
    .row = One row is one event of one match.

source-status = What arrived on the newest night
    .row = One row is one source.

doubts = Doubtful rows by kind, source and field
    .row = One row is one kind of doubt, source and field.

doubtful-rows = Doubtful rows
    .row = One row is one kind of doubt and what it is about, with the text as sent.

doubtful-acts = Acts in the future or before the launch of their partnership
    .row = One row is one kind of doubt and what it is about, with the text as sent.

source-nights = What arrived on each night
    .row = One row is one source on one night.

observations = What could be seen, and until when
    .row = One row is one table of a source and one programme.

field-coverage = How full each column is
    .row = One row is one column of a published table: all its rows, those of one source or of one country.

reconciliation = Raw rows against published tables
    .row = One row is one count.
