import a
import a.b.c as d, e
import a . b
from a import b
from a import (b, c as d,)
from . import a
from .. import a
from ... import a
from .... import a
from .a import b
from ...a.b import c
from . . import x
from a import *
from .a import *
from __future__ import annotations
from __future__ import (division, generators as c)
from a.b \
    import c
