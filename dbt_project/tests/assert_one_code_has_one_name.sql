-- Wherever a mart names a region beside its code, the code has one name: that of NUTS.
with named as (
    {% for model in ['dim_region', 'fct_membership', 'fct_region_engagement', 'fct_act', 'fct_near_miss_candidate'] %}
        select
            nuts_code,
            region_name
        from {{ ref(model) }}
        where nuts_code is not null
        {{ "union" if not loop.last }}
    {% endfor %}
)

select nuts_code from named
group by nuts_code
having count(*) > 1
