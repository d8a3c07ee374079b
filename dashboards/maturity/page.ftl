page =
    .description = Which partnerships are mature, how sure are we, and what drives it
    .label = Maturity
