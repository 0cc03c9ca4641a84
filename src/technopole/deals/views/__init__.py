"""The pages of enquiries, deals, help along the way, the desk, contracts to register, certificates, the market."""
