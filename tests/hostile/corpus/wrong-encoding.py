# -*- coding: no-such-codec -*-
x = "ÿþ€"
