"""Accounts: who is who, which roles they hold, whom they represent, and the tokens their programs use."""
