"""Readers of the world's formats: each turns a file into plain records, streaming, and says where a file is wrong."""
