with gaps as (
    select
        partnership_id,
        count(competence_gap) as gap_count
    from {{ ref('stg_registry__workbook_needs') }}
    group by all
)

select
    partnerships.partnership_id,
    facts.evidence_id,
    cast(facts.value as double) as value
from {{ ref('int_partnerships__overlaid') }} as partnerships
left join {{ ref('stg_registry__workbook_partnerships') }} as workbook
    on partnerships.partnership_id = workbook.partnership_id
left join gaps on partnerships.partnership_id = gaps.partnership_id
cross join
    lateral (
        values
        ('aims_not_understood', cast(not workbook.are_aims_understood as integer)),
        ('connections_missing', cast(workbook.has_missing_connections as integer)),
        ('competences_unknown', cast(not workbook.are_competences_known as integer)),
        ('wants_deeper_links', cast(workbook.wants_deeper_links as integer)),
        ('competence_gaps', cast(gaps.gap_count as integer))
    ) as facts (evidence_id, value)
union all
select
    partnership_id,
    'pillar_' || scope as evidence_id,
    score as value
from {{ ref('int_maturity__scored') }}
where evidence_basis = 'all' and scope != 'total'
union all
select
    partnership_id,
    'named_niches' as evidence_id,
    value
from {{ ref('int_indicators__values') }}
where indicator_id = 'M3'
