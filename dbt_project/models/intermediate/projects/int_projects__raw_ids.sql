with

cordis_organizations as (

    select * from {{ ref('stg_cordis__organizations') }}

),

cordis_topics as (

    select * from {{ ref('stg_cordis__topics') }}

),

cordis_legal_bases as (

    select * from {{ ref('stg_cordis__legal_bases') }}

),

cordis_euro_sci_vocs as (

    select * from {{ ref('stg_cordis__euro_sci_vocs') }}

),

cordis_web_links as (

    select * from {{ ref('stg_cordis__web_links') }}

),

cordis_projects as (

    select * from {{ ref('stg_cordis__projects') }}

),

demo_organizations as (

    select * from {{ ref('stg_demo__organizations') }}

),

demo_topics as (

    select * from {{ ref('stg_demo__topics') }}

),

demo_euro_sci_vocs as (

    select * from {{ ref('stg_demo__euro_sci_vocs') }}

),

-- Members of one archive may be of different releases: a project seen in any of them is a project.
unioned as (

    select project_id from cordis_organizations
    union
    select project_id from cordis_topics
    union
    select project_id from cordis_legal_bases
    union
    select project_id from cordis_euro_sci_vocs
    union
    select project_id from cordis_web_links
    union
    select project_id from cordis_projects
    union
    select project_id from demo_organizations
    union
    select project_id from demo_topics
    union
    select project_id from demo_euro_sci_vocs

),

final as (

    select project_id
    from unioned
    where project_id is not null

)

select * from final
