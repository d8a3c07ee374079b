"""Weights of a reader's own: from the page's address to what `warehouse.products.maturity.rescore` takes, and back.

In addresses a weight stands as `w_<pillar or indicator>` in per cent, as the form shows it; those left out or empty
keep the official weight. Nothing is stored anywhere: the address is all there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from warehouse.products.matches.query import FilterError
from warehouse.products.maturity.formula import Framework

PREFIX = "w_"
PERCENT = 100


@dataclass(frozen=True)
class OwnWeights:
    """What a reader changed, as shares; empty where the official weights hold.

    Attributes:
        pillars: weight by pillar, relative to the others.
        indicators: weight by indicator, relative inside its pillar.
    """

    pillars: Mapping[str, float] = field(default_factory=dict)
    indicators: Mapping[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything differs from the official weights."""
        return bool(self.pillars or self.indicators)


def weight_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """Those parameters of an address that are weights, without the empty ones."""
    return {name: value for name, value in parameters.items() if name.startswith(PREFIX) and value.strip()}


def read_weights(parameters: Mapping[str, str], framework: Framework) -> OwnWeights:
    """The weights that an address asks for.

    Raises:
        FilterError: a name that is neither pillar nor scored indicator, or a value that is no number.
    """
    given = {name.removeprefix(PREFIX): _share(name, value) for name, value in weight_parameters(parameters).items()}
    valid = (*framework.pillar_ids, *framework.indicator_ids)
    if unknown := sorted(set(given) - set(valid)):
        raise FilterError(
            f"{PREFIX}{unknown[0]}: no such weight; valid weights: {', '.join(PREFIX + name for name in valid)}"
        )
    official = official_weights(framework)
    changed = {name: weight for name, weight in given.items() if f"{weight:.3f}" != f"{official[name]:.3f}"}
    return OwnWeights(
        {name: weight for name, weight in changed.items() if name in framework.pillar_ids},
        {name: weight for name, weight in changed.items() if name in framework.indicator_ids},
    )


def official_weights(framework: Framework) -> dict[str, float]:
    """The official weight of every pillar and scored indicator, as shares."""
    return {
        **dict(zip(framework.pillar_ids, framework.pillar_weights.tolist(), strict=True)),
        **dict(zip(framework.indicator_ids, framework.indicator_weights.tolist(), strict=True)),
    }


def _share(name: str, value: str) -> float:
    try:
        return float(value.strip().replace(",", ".")) / PERCENT
    except ValueError as error:
        raise FilterError(f"{name}: expected a weight in per cent such as 25 or 12.5, came {value!r}") from error
