"""The nouns of the kit, as frozen dataclasses and closed enums; standard library only."""
