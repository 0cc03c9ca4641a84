"""Everything that can happen to an organisation under supervision: each step one transaction, each with its trace."""
