"""Where a rule comes from, said in Chinese beside the title in which it is cited."""

import re

BODIES = {
    "GACC": "海关总署",
    "MoF": "财政部",
    "STA": "国家税务总局",
    "NMPA": "国家药品监督管理局",
    "Tariff Commission": "国务院关税税则委员会",
}
_BODY = "|".join(BODIES)
_NUMBERED = re.compile(rf"((?:{_BODY})(?:/(?:{_BODY}))*) (\d+)/(\d{{4}})")
_ORDER = re.compile(r"\b(?:Order|Decree) (\d+)")
_NAMED = {
    "Customs Law": "《海关法》",
    "Tariff Law": "《关税法》",
    "Cybersecurity Law": "《网络安全法》",
    "Duty regulations": "《进出口关税条例》",
    "Customs valuation measures": "《海关审定进出口货物完税价格办法》",
    "Duty collection measures": "《海关进出口货物征税管理办法》",
    "VAT regulations 2008": "《增值税暂行条例》（2008年）",
    "catalogue of goods under export licence": "出口许可证管理货物目录",
    "catalogue of goods under inspection by law": "必须实施检验的进出口商品目录",
    "tariff plan of 20": "关税调整方案",
    "yearly plan of provisional export rates": "年度出口暂定税率方案（演示）",
    "Demonstration tariff": "本系统演示税则",
    "Demonstration agreements": "本系统演示协定税率",
    "demonstration setting": "本系统演示设定",
    "Deployment setting": "本系统设定",
    "This deployment's own": "本系统设定",
    "The portal's own": "本系统设定",
}


def chinese_source(source: str) -> str:
    """The laws that ``source`` cites, by their Chinese names; empty when none is known.

    Documents by several bodies carry different marks in Chinese; the number and the year find
    each of them, so no mark is guessed.
    """
    found = [
        "、".join(BODIES[body] for body in bodies.split("/")) + f"{year}年第{number}号文件"
        for bodies, number, year in _NUMBERED.findall(source)
    ]
    found += [f"海关总署令第{number}号" for number in _ORDER.findall(source)]
    found += [chinese for english, chinese in _NAMED.items() if english in source]
    return "；".join(dict.fromkeys(found))
