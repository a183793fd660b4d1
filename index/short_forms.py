"""English given names and their short forms: whom somebody means who asks for "Ken" or "Kenneth".

A closed list of the language. Names that share a short form ("Ted" for Edward and Theodore) lead to both.
"""

_GROUPS = """
abigail abby; abraham abe; albert al bert; alexander alex sasha; alfred al fred; andrew andy drew; anthony tony;
barbara barb; benjamin ben; bernard bernie; christina tina chris; christopher chris; charles charlie chuck; daniel dan
danny; david dave; deborah deb debbie; donald don; douglas doug; edward ed eddie ted; elizabeth liz beth betty; francis
frank; frederick fred; gerald gerry jerry; gregory greg; harold harry hal; henry hank harry; jacob jack jake; james jim
jimmy jamie; jeffrey jeff; jennifer jen jenny; john jack johnny; jonathan jon; joseph joe joey; joshua josh; katherine
kate kathy katie; kathleen kathy; kenneth ken kenny; kimberly kim; lawrence larry; leonard len; margaret maggie peggy;
matthew matt; michael mike mick; nathaniel nate nat; nicholas nick; nikolai kolya; pamela pam; patricia pat patty;
patrick pat; peter pete; philip phil; rebecca becky; raymond ray; richard rick dick rich; robert rob bob bobby; ronald
ron; russell russ; samuel sam; samantha sam; stanley stan; stephen steve; steven steve; susan sue; terrence terry;
theodore ted; theresa terry; thomas tom tommy; timothy tim; victoria vicky; vincent vince; walter walt; william will
bill billy; zachary zach
"""


def _by_form() -> dict[str, frozenset[str]]:
    forms: dict[str, frozenset[str]] = {}
    for group in _GROUPS.split(";"):
        names = frozenset(group.split())
        for name in names:
            forms[name] = forms.get(name, frozenset()) | names
    return forms


SHORT_FORMS = _by_form()
"""By a folded given name or short form, all that the same person may be called, itself included."""
