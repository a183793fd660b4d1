"""Countries and their people: words that stand for one another in questions and articles.

A closed list of the language. Somebody who asks about France means what is said of the French; neither the stemmer nor
the letters tell that the two are related, and short questions leave the encoder little to go by.
"""

_GROUPS = """
afghanistan afghan afghans
albania albanian albanians
algeria algerian algerians
argentina argentine argentinian argentines
armenia armenian armenians
australia australian australians
austria austrian austrians
azerbaijan azerbaijani azeri azerbaijanis
bahrain bahraini
bangladesh bangladeshi
belarus belarusian belarusians
belgium belgian belgians
bolivia bolivian
bosnia bosnian bosnians
brazil brazilian brazilians
britain british briton britons uk
bulgaria bulgarian bulgarians
cambodia cambodian
canada canadian canadians
catalonia catalan catalans
chechnya chechen chechens
chile chilean chileans
china chinese
colombia colombian colombians
congo congolese
crimea crimean
croatia croatian croatians croat croats
cuba cuban cubans
cyprus cypriot cypriots
czechia czech czechs
denmark danish dane danes
ecuador ecuadorian
egypt egyptian egyptians
england english
estonia estonian estonians
ethiopia ethiopian
europe european europeans
finland finnish finn finns
france french frenchman frenchmen
gaza gazan gazans
georgia georgian georgians
germany german germans
ghana ghanaian
greece greek greeks
greenland greenlandic
hungary hungarian hungarians
iceland icelandic
india indian indians
indonesia indonesian indonesians
iran iranian iranians
iraq iraqi iraqis
ireland irish
israel israeli israelis
italy italian italians
japan japanese
jordan jordanian jordanians
kazakhstan kazakh kazakhs
korea korean koreans
kenya kenyan kenyans
kosovo kosovar kosovars
kurdistan kurdish kurd kurds
kuwait kuwaiti kuwaitis
kyrgyzstan kyrgyz
laos lao laotian
latvia latvian latvians
lebanon lebanese
libya libyan libyans
lithuania lithuanian lithuanians
macedonia macedonian
malaysia malaysian malaysians
mali malian
mexico mexican mexicans
moldova moldovan moldovans
mongolia mongolian
montenegro montenegrin
morocco moroccan moroccans
myanmar burma burmese
nepal nepalese nepali
netherlands dutch holland
nicaragua nicaraguan
nigeria nigerian nigerians
norway norwegian norwegians
oman omani
pakistan pakistani pakistanis
palestine palestinian palestinians
peru peruvian peruvians
philippines philippine filipino filipinos
poland polish pole poles
portugal portuguese
qatar qatari qataris
romania romanian romanians
russia russian russians
scotland scottish scots
serbia serbian serbians serb serbs
slovakia slovak slovaks
slovenia slovenian
somalia somali somalis
spain spanish spaniard spaniards
sudan sudanese
sweden swedish swede swedes
switzerland swiss
syria syrian syrians
taiwan taiwanese
tajikistan tajik tajiks
thailand thai thais
tibet tibetan tibetans
tunisia tunisian tunisians
turkey turkish turk turks
turkmenistan turkmen
usa american americans america
ukraine ukrainian ukrainians
uzbekistan uzbek uzbeks
venezuela venezuelan venezuelans
vietnam vietnamese
wales welsh
yemen yemeni yemenis
"""

KINDRED: tuple[tuple[str, ...], ...] = tuple(tuple(line.split()) for line in _GROUPS.strip().splitlines())
"""One tuple a people: the country, the adjective, the inhabitants; lower case, "usa" for the United States."""
