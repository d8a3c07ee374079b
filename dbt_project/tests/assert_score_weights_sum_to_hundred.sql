select sum(weight) as weight_sum
from {{ ref('score_weights') }}
having sum(weight) != 100 or min(weight) < 0
