with partnerships as (
    select * from {{ ref('int_partnerships__overlaid') }}
),

niches as (
    select * from {{ ref('dim_niche') }}
),

synonyms as (
    select
        partnership_id,
        niche_id,
        unnest(niche_synonyms) as synonym,
        {{ row_origin('niches') }} as origin
    from niches
),

keywords as (
    select
        partnership_id,
        unnest(keywords) as keyword,
        source as origin
    from partnerships
),

texts as (
    select
        partnership_id,
        'name' as text_field,
        null as niche_id,
        partnership_name as text,
        source as origin
    from partnerships
    union all
    select
        partnership_id,
        'scope' as text_field,
        null as niche_id,
        scope as text,
        scope_origin as origin
    from partnerships
    where scope is not null
    union all
    select
        partnership_id,
        'niche' as text_field,
        niche_id,
        niche_name as text,
        {{ row_origin('niches') }} as origin
    from niches
    union all
    select
        partnership_id,
        'keyword' as text_field,
        niche_id,
        synonym as text,
        origin
    from synonyms
    union all
    select
        partnership_id,
        'keyword' as text_field,
        null as niche_id,
        keyword as text,
        origin
    from keywords
    union all
    select
        partnership_id,
        facet_strength as text_field,
        facet_id as niche_id,
        unnest(terms) as text,
        source_file || ', row ' || source_row_number as origin
    from {{ ref('stg_registry__theme_facets') }}
)

select distinct
    partnership_id,
    text_field,
    niche_id,
    text,
    origin
from texts
where text is not null
