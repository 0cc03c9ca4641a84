"""The API of the Research Organization Registry, version 2, as its clients know it (https://ror.readme.io/v2)."""
