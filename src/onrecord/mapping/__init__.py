"""The mapping room: links in, and out a map of causes and effects that can be run, drawn, changed and exchanged.

>>> map = build(*heard_in(reading.to_dict()))  # doctest: +SKIP
>>> found = consequences(map, {map.named("capture of Lomond").id: 1})  # doctest: +SKIP
>>> save(map, Path("map.html"), found=found)  # doctest: +SKIP

All are pure functions over plain data; finding the links in a text is the reader's. A map is what people said (R.
Axelrod, ed., *Structure of Decision: The Cognitive Maps of Political Elites*, 1976), and running it shows what would
follow if they were right (B. Kosko, 1986); nothing here is a forecast.
"""

from onrecord.mapping.agreement import Agreement, between, compare, distance
from onrecord.mapping.build import Vectors, actor_of, build, only
from onrecord.mapping.drawing import Drawing, Theme, draw_map
from onrecord.mapping.edits import (
    Edit,
    Edited,
    Part,
    add,
    again,
    delete_arrow,
    delete_concept,
    merge,
    rename,
    set_sign,
    split,
    undo,
)
from onrecord.mapping.errors import (
    BadMap,
    BadRun,
    DrawingError,
    EditConflict,
    MappingError,
    MissingParts,
    NotInMap,
)
from onrecord.mapping.exchange import from_graphml, from_json, from_matrix, to_graphml, to_json, to_matrix
from onrecord.mapping.inference import Settings
from onrecord.mapping.lookup import look_up, voice_called, voices_called
from onrecord.mapping.readings import Heard, heard_in
from onrecord.mapping.records import (
    FORMAT,
    Aim,
    Arrow,
    Concept,
    Condition,
    Evidence,
    Map,
    Mention,
    Said,
    Setting,
    Sign,
)
from onrecord.mapping.saving import ENDINGS, load, page, png, save, svg
from onrecord.mapping.scenario import (
    NOTICE,
    Change,
    Consequences,
    Influence,
    Route,
    consequences,
    paths,
    sensitivity,
)
from onrecord.mapping.told import (
    agreement_text,
    consequences_text,
    influences_text,
    path_text,
    quotations,
    sentence,
    strongest,
    text,
)
from onrecord.mapping.weights import Voices, arrow, voices, weight
from onrecord.reading.record import Span

__all__ = [
    "ENDINGS",
    "FORMAT",
    "NOTICE",
    "Agreement",
    "Aim",
    "Arrow",
    "BadMap",
    "BadRun",
    "Change",
    "Concept",
    "Condition",
    "Consequences",
    "Drawing",
    "DrawingError",
    "Edit",
    "EditConflict",
    "Edited",
    "Evidence",
    "Heard",
    "Influence",
    "Map",
    "MappingError",
    "Mention",
    "MissingParts",
    "NotInMap",
    "Part",
    "Route",
    "Said",
    "Setting",
    "Settings",
    "Sign",
    "Span",
    "Theme",
    "Vectors",
    "Voices",
    "actor_of",
    "add",
    "again",
    "agreement_text",
    "arrow",
    "between",
    "build",
    "compare",
    "consequences",
    "consequences_text",
    "delete_arrow",
    "delete_concept",
    "distance",
    "draw_map",
    "from_graphml",
    "from_json",
    "from_matrix",
    "heard_in",
    "influences_text",
    "load",
    "look_up",
    "merge",
    "only",
    "page",
    "path_text",
    "paths",
    "png",
    "quotations",
    "rename",
    "save",
    "sensitivity",
    "sentence",
    "set_sign",
    "split",
    "strongest",
    "svg",
    "text",
    "to_graphml",
    "to_json",
    "to_matrix",
    "undo",
    "voice_called",
    "voices",
    "voices_called",
    "weight",
]
