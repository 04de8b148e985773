"""Nuanxin: keeps a children's clinical trial and its families in touch."""
