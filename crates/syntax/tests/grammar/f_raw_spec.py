rf'{x:\d}'
