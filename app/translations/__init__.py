"""The interface in English: what pages are written in is looked up in a catalogue (decision 0034).

May import ``app.domain`` and nothing else of ours: letters are written where no page is.
"""
