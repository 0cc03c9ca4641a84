"""From interest to outcome: enquiries, disclosure, talks, offers, contracts, certificates, and the market's figures."""
