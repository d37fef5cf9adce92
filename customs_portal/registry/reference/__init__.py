"""Reference data: what the packages carry, and what this deployment states itself.

``hs_zh.toml``     Chinese names of chapters, headings and some goods
``names_zh.toml``  Chinese names of ports and currencies that no package has
``rates_demo.toml`` demonstration exchange rates by month
"""
