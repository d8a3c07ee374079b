page =
    .description = Who works with whom, who bridges partnerships, and which should join forces?
    .label = Collaboration
