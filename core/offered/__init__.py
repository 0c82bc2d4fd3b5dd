"""What plugins are offered besides the ground: questions from routes, tables for spreadsheets, the platform itself."""
