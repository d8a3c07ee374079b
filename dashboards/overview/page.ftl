page =
    .description = State of the partnerships, and what changed since the last edition
    .label = Overview
