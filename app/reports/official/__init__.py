"""執行成果報告 as a neutral document: sections and tables that any writer can print. May import the domain only."""
