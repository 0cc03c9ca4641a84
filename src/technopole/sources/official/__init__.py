"""Official exports of social organisations: sheets → columns → values → records, each a file. Pure: no store."""
