"""Closed word lists of English news: cues, roles, titles, pronouns, and words that begin no name.

They describe the language, never the news: no person, outlet or event stands in them. In order: cues and the grammar
around them; people, bodies and titles; given names; words that are no names; and, last, what the clauses of indirect
speech are read by.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs that announce speech, in the forms that take a subject of their own. Order of the classes: the first take
# either quoted words or a statement ("said that ..."), the second quoted words alone.
SAYING = _words(
    """said says say told tells tell added adds noted notes stated states announced announces claimed claims argued
    argues insisted insists explained explains warned warns wrote writes tweeted tweets acknowledged acknowledges
    admitted admits concluded concludes confirmed confirms declared declares denied denies suggested suggests
    predicted predicts promised promises vowed vows pledged pledges maintained maintains contended contends reported
    reports stressed stresses emphasized emphasizes emphasised emphasises reiterated reiterates recalled recalls
    alleged alleges asserted asserts complained complains revealed reveals testified testifies cautioned cautions
    remarked remarks observed observes replied replies responded responds estimated estimates believes believed
    thinks pointed mentioned mentions repeated repeats boasted boasts lamented laments agreed agrees joked jokes
    conceded concedes continued continues"""
)
QUOTING = _words(
    """asked asks answered answers called calls described describes quipped quips shouted shouts yelled yells
    exclaimed exclaims urged urges demanded demands recounted recounts quoted proclaimed proclaims dismissed dismisses
    blasted praised criticized criticised accused accuses labeled labelled dubbed termed read reads began begins
    offered offers mused muses opined sighed whispered screamed chanted retorted countered counters shot
    tweeting posted posts texted texts wondered wonders referred refers refused declined commented comments
    decried denounced slammed ripped mocked hailed touted blamed cited cites echoed defended rejected
    interjected marveled marvelled advised inquired deadpanned elaborated summarized summed"""
)
REPLYING = _words("answered answers replied replies responded responds retorted countered")
# Participles that go on with the speaker of their sentence ("he said, adding ...").
PARTICIPLES = _words(
    """saying adding noting telling calling arguing claiming insisting suggesting warning explaining writing stating
    declaring asking describing stressing emphasizing emphasising acknowledging tweeting announcing concluding
    pointing predicting asserting citing promising vowing responding replying quoting admitting accusing
    labeling yelling shouting posting commenting remarking joking alleging labelling dubbing urging demanding
    boasting referring"""
)
CUES = SAYING | QUOTING

# Past forms that do not end in -ed; a list of English grammars.
IRREGULAR_PAST = _words(
    """ate beat became began bent bet bid bit blew bore bought broke brought built burst came caught chose clung cost
    crept cut dealt dove drank drew drove fed fell felt fled flew forbade forgot forgave fought found froze gave got
    grew had heard held hid hit hung hurt kept knelt knew laid lay led left lent let lit lost made meant met mistook
    overcame paid put quit ran rang read rode rose said sang sank sat saw sent set sewed shook shone shot shut slept
    slid sold sought spat sped spent split spoke sprang spread stole stood struck stuck stung swept swore swung taught
    thought threw told took tore undertook understood upheld went wept withdrew woke won wore wound wrote"""
)

PERSONAL_PRONOUNS = _words("he she they it i we")
GROUP_PRONOUNS = _words("it they")
GENDER_OF_PRONOUN = {"he": "m", "she": "f"}

# What may stand between a subject and its cue.
AUXILIARIES = _words(
    """also later then has have had again further once even still simply now just only recently previously
    repeatedly immediately quickly reportedly flatly publicly privately famously himself herself both all bluntly
    early first earlier today yesterday tonight separately clearly specifically initially eventually finally often
    already never always would will did does could might may must should not"""
)
# Nouns that end like adverbs.
NO_ADVERBS = _words("family ally rally assembly bully supply reply anomaly monopoly")
# A chunk of nouns ends at these words.
BOUNDARIES = _words(
    """and but or nor so yet when while as because if although though since after before until that which who whom
    whose where what how why than whether by on in at to from with into about over under against between during
    through without within among amid upon via per for of is are was were be been being has have had do does did not
    will would can could may might must shall should"""
)
# Prepositions that a description runs across: "a spokesman for the ministry", "the minister of defence".
DESCRIPTIVE = _words("of for at with from in on to")

# Who is asked is the next to speak.
ASKING = _words("asked asks pressed questioned challenged quizzed grilled")
# A sentence that begins so tells what somebody was asked before it tells what he answered.
PROMPTS = _words("asked pressed questioned quizzed challenged told confronted")
# Before a cue they take it back: who "never said" something has not said it.
NEGATIONS = _words("not never neither nor")
# What begins a clause about the noun before it.
RELATIVE = _words("who that which")
# What a phrase between commas may begin with that says who somebody is or what he did meanwhile.
ADJUNCTS = _words(
    """who which whose speaking also then now himself herself in on at of for from during when asked citing like
    through"""
)
# What a sentence of two clauses begins with, each with a speaker of its own: "While Brel said ..., Hale called it ..."
CONTRASTING = _words("while although though whereas")
# What a sentence begins with whose subject follows a comma: "In reply, Brel ...", "When Hale fell, Brel ...".
OPENERS = DESCRIPTIVE | _words(
    """asked speaking when while as after but if although though since because before until once like unlike among
    amid despite following during by about under over without within upon throughout given according"""
)
# What follows a cue that makes the words after it no statement: "said in an interview", "told at a meeting".
SETTINGS = _words("in on at to during by and")
TELLING = _words("told tells telling")
# Words that attribute without a verb, and the word that has to follow them.
ATTRIBUTING = {"according": "to", "words": "of", "per": ""}
# Pronouns that are objects, with those that are subjects.
OBJECT_PRONOUNS = {"him": "he", "her": "she", "them": "they"}
# "As Brel put it, ..."
TWO_WORDS = {"put": "it", "puts": "it", "went": "on", "goes": "on"}
# "Brel was quoted as saying", "the Gazette cited Brel as saying"
CITING = _words("quoted quotes quoting cited cites citing")
# Adjectives that follow a noun and are no part of its name: "a source close to Brel".
TRAILING = _words("close familiar present involved aware near responsible")
# Cues that give a thing its name as often as they give an opinion.
NAMING = _words("called dubbed termed labeled labelled read begins posted published")

# What a noun phrase begins with; of these, what points at one already known, and what does not.
DETERMINERS = _words("the a an this that these those another one each every some any no his her their its our my")
DEFINITE = _words("the this that these those his her their its our my")
INDEFINITE = _words("a an one another some any each every no two several many")
# What titles and headlines write small.
SMALL_WORDS = BOUNDARIES | DETERMINERS
# Words that stand for somebody out of a number, alone or before a noun.
QUANTIFIERS = _words("one another some many others several two three few most both")

# Heads of roles; what ends in one of the suffixes below is a role as well.
PEOPLE = _words(
    """mp mps mep trustee administrator coroner supervisor councilmember councilman councilwoman councillor alderman
    assemblyman assemblywoman president-elect plaintiff defendant astronaut meteorologist poet traveler traveller
    incumbent secretary-general director-general migrant migrants midfielder striker defender goalkeeper goalie
    winger guard cornerback receiver lineman cto cmo cio midwife paramedic firefighter electrician plumber
    shopkeeper fisherman mechanic waiter waitress bartender caretaker volunteer quarterback pitcher defenseman
    linebacker teammate skipper rapper creator leader manager baroness viscount earl duchess barrister solicitor
    constable fans ceos cfo coo marshal coordinator counterpart spokesman spokeswoman spokesperson spokespeople
    secretary minister president premier chancellor ambassador governor mayor senator congressman congresswoman
    representative lawmaker legislator lawyer attorney prosecutor judge justice sheriff officer official officials
    commissioner commander general admiral colonel captain major lieutenant sergeant director chief chairman
    chairwoman chair head boss founder co-founder owner executive ceo coach trainer player professor scholar expert
    experts analyst analysts economist scientist researcher researchers historian author writer reporter journalist
    editor columnist correspondent anchor anchorman anchorwoman host moderator presenter commentator pundit
    producer actor actress singer comedian artist filmmaker candidate nominee rival opponent contender front-runner
    frontrunner strategist consultant adviser advisor aide aides counsel ally allies critic critics activist
    activists advocate organizer organiser protester protesters supporter supporters voter voters resident
    residents witness witnesses neighbor neighbour victim survivor student teacher doctor nurse physician surgeon
    patient priest pastor bishop cardinal pope rabbi imam king queen prince princess duke diplomat diplomats envoy
    delegate negotiator mediator monitor inspector investigator detective agent police soldier veteran pilot driver
    farmer worker workers employee employees businessman businesswoman billionaire developer investor banker trader
    entrepreneur designer engineer wife husband father mother son daughter brother sister friend colleague partner
    uncle aunt cousin parent parents man woman boy girl people person speaker whip treasurer clerk deputy
    vice-president superintendent principal dean provost rookie freshman sophomore"""
)
# Heads of phrases that name a body rather than somebody.
BODIES = _words(
    """military army navy government administration ministry department campaign company firm agency office team
    committee commission council court parliament party union group organization organisation newspaper magazine
    network channel station statement report study survey poll letter article source sources authorities militia
    coalition delegation embassy bank fund board crowd audience family staff police jury panel crew editorial"""
)
ROLES = PEOPLE | BODIES
# Roles that speak for somebody: "the Kremlin's spokesman" answers when the Kremlin is asked.
SPOKES_ROLES = _words("spokesman spokeswoman spokesperson press-secretary press secretary")
ORGANISATIONS = _words(
    """watch ministry department committee commission agency university college institute school party inc corp
    corporation company co group council house court bank times post journal news network association federation
    union organization organisation foundation center centre office bureau administration government army navy
    military police force forces campaign press institution society league club fund exchange street academy
    international nations assembly congress senate parliament embassy board authority service services coalition
    alliance movement front hospital church"""
)
THINGS_THAT_SAY = _words(
    """statement report study survey poll letter article memo document filing lawsuit ad email tweet post message
    note headline column editorial suit complaint website card sign banner poster caption narrator voice-over
    text resolution bill law order ruling decision verdict opinion transcript release advertisement spot video
    site page book paper blog"""
)
# What somebody says, named by a noun: "Brel's answer: ..."
SPEECH_NOUNS = _words(
    """response answer reply message statement comment remark comments remarks words question claim warning advice
    conclusion argument point view verdict assessment explanation reaction tweet post"""
)
# Departments and chambers that a title runs across: "Secretary of State Brel", "Speaker of the House Brel".
OFFICES = ORGANISATIONS | _words(
    """state defense defence treasury interior commerce labor labour education energy health agriculture justice
    transportation transport environment finance war culture sport trade staff representatives commons lords affairs
    security veterans works immigration"""
)
# What names of places begin with, and those of people hardly do.
OF_PLACES = _words(
    "north south east west new united great san los las puerto saint fort mount lake port cape upper lower central"
)
# What names of places end with.
PLACES = _words(
    """city town street road avenue square park plaza tower towers building hall hotel airport station bridge river lake
    bay beach island islands mountain mountains hills valley county state states district region republic kingdom
    stadium arena museum theatre theater harbor harbour"""
)
# People named by party or creed, in the singular.
PARTISANS = _words(
    """republican democrat conservative liberal socialist communist libertarian progressive independent tory labourite
    nationalist islamist leftist moderate"""
)
# Nouns of time that precede a cue without being its subject.
TIMES = _words("day week month year time night morning afternoon evening moment hour minute weekend point")

TITLES = _words(
    """sec secs amb atty asst supt pres pvt brig det insp govs mr mrs ms miss mx dr prof sir dame lord lady sen sens
    rep reps gov lt col gen maj capt sgt cpl adm cmdr rev fr st hon judge justice president senator
    congressman congresswoman representative governor mayor secretary minister chancellor premier ambassador
    general colonel captain major lieutenant sergeant admiral commander professor doctor pope cardinal bishop
    archbishop king queen prince princess emperor sheriff officer detective chief chairman chairwoman director
    speaker coach pastor father sister brother imam ayatollah sheikh vice deputy former ex acting spokesman
    spokeswoman attorney"""
)
# Titles that tell who is addressed and not what he does.
HONORIFICS = _words("mr mrs ms miss mx dr prof sir dame lord lady st hon")
# Those whose bearers go by a given name alone.
REGNAL = _words("pope king queen prince princess")
# The role that an abbreviated title stands for.
ROLE_OF_TITLE = {
    "sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative", "gov": "governor",
    "gen": "general", "col": "colonel", "lt": "lieutenant", "capt": "captain", "sgt": "sergeant", "maj": "major",
    "sec": "secretary", "amb": "ambassador", "pres": "president",
    "adm": "admiral", "dr": "doctor", "prof": "professor", "rev": "pastor", "congressman": "representative",
    "congresswoman": "representative", "congressperson": "representative",
}  # fmt: skip
# Roles by which news speaks of somebody whom it has just named: "the billionaire", "the 46-year-old".
EPITHETS = PARTISANS | _words(
    """businessman businesswoman billionaire millionaire mogul tycoon magnate entrepreneur candidate nominee
    contender front-runner frontrunner hopeful senator congressman congresswoman representative lawmaker
    governor mayor president premier chancellor minister neurosurgeon surgeon doctor actor actress singer star
    comedian author writer novelist native mother father grandmother grandfather veteran general incumbent
    manager boss striker defender captain midfielder goalkeeper quarterback pitcher rapper creator filmmaker
    newcomer politician chairman chairwoman executive ceo businessperson year-old economist historian
    professor scientist coach player activist diplomat envoy
    cfo cto coo"""
)
GENDER_OF_TITLE = {
    "mr": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "congressman": "m", "chairman": "m", "pope": "m",
    "spokesman": "m", "businessman": "m", "anchorman": "m", "father": "m", "brother": "m", "husband": "m", "son": "m",
    "mrs": "f", "ms": "f", "miss": "f", "dame": "f", "lady": "f", "queen": "f", "princess": "f", "congresswoman": "f",
    "chairwoman": "f", "spokeswoman": "f", "businesswoman": "f", "anchorwoman": "f", "mother": "f", "sister": "f",
    "wife": "f", "daughter": "f", "actress": "f",
}  # fmt: skip

_MALE_NAMES = _words(
    """aaron abdul abdullah adam adrian ahmed alan albert alejandro alex alexander alexei alfred ali amir andrei
    andrew anthony anton antonio arkady arnold arthur arturo ashok barry ben benjamin bernard bernie bill billy bob
    boris brad brandon brian bruce bruno bryan cameron carl carlo carlos cedric cesar charles charlie chris
    christopher chuck claude clive colin craig cyril damian dan daniel dave david dean dennis derek derrick dick
    diego dirk dmitri dmitry don donald doug douglas duncan dylan ed eddie edgar eduardo edward emilio emmanuel
    enrique eric erik ernest ernesto ethan eugene evan fabio felix fernando francis francisco francois frank fred
    frederick fritz gary gavin gene george gerald gerard gianni giovanni giuseppe glenn gordon graham greg gregory
    guillermo gunther gustavo hamid hans harold harry hassan hector heinrich henri henry hiroshi howard hugh ian
    ibrahim ignacio igor isaac ismail ivan jack jacob jake james jan jared jason javier jay jean jeff jeffrey
    jeremy jerome jerry jim jimmy joe joel john johnny jonathan jorge jose joseph josh joshua juan jurgen justin
    karl keith ken kenji kenneth kevin khalid klaus kofi konstantin kurt larry lars laurent lawrence leon leonard
    leonid lorenzo louis luca luis luke magnus malcolm marcel marco marcus mario mark martin mateo matt matthew
    mauricio max maxim mehmet michael miguel mike mikhail mitch mohamed mohammad mohammed muhammad mustafa nasser
    nathan neil nelson nicholas nick niels nigel nikita nikolai noah norman olaf oleg oliver omar oscar oswald otto
    pablo pascal patrick paul pavel pedro pete peter petro phil philip philippe pierre rafael rajesh ralph ramon
    randy rashid raul raymond rex ricardo richard rick rob robert roberto rodrigo roger rolf roman ron ronald roy
    rudy rupert russell ryan salvador sam samir samuel santiago scott sean sebastian sergei sergey sergio simon
    stan stanislav stefan stephen steve steven stuart sven tariq ted terry theodore thomas tim timothy tobias tom
    tomas tommy tony trevor umberto vadim victor vikram viktor vincent vitaly vladimir vladislav vyacheslav walter
    warren wayne wilhelm will william wolfgang yuri yury yusuf"""
)
_FEMALE_NAMES = _words(
    """abigail adele agatha agnes aisha alexandra alice alicia alina alison amanda amelia amy anastasia andrea angela
    anita ann anna anne anneke annie antonia april astrid audrey ayesha barbara beatrice beatriz becky beth betty
    beverly bianca brenda bridget brigitte caitlin camille carla carly carmen carol caroline carolyn catherine
    cecilia celia chantal charlotte cheryl chiara chloe christina christine cindy claire clara claudia colette
    constance cordelia cynthia daria debbie deborah diana diane dolores donna dorothy edith eileen ekaterina elaine
    eleanor elena elizabeth ella ellen elsa emily emma erica erin esther eunice eva evelyn fatima fatma felicity
    fiona florence frances francesca gabriela galina genevieve gina giovanna giulia gloria grace gretchen gwendolyn
    hannah harriet hazel heather heidi helen helena helene hillary ines ingrid irene irina isabel isabella isla
    ivana jane janet janice jean jeanne jennifer jenny jessica jill joan joanna jody josephine joyce juanita judith
    judy julia julie julieta kamala karen kate katherine kathleen kathryn kathy katie kelly khadija kim kimberly
    kirsten kristen krystyna larisa laura lauren leila lena leslie linda lisa liz lori lorraine louise lucia
    lucille lucinda lucy ludmila luisa lydia lyudmila madeleine magdalena margaret marguerite maria mariam marianne
    marie marina marjorie martha mary matilda maureen maya megan melissa mercedes michelle mildred miriam monica
    muriel myrtle nadia nancy naomi natalia natalie natalya natasha nicole nina noor nora oksana olga olivia pamela
    patricia paula pauline peggy penelope phoebe pilar priya priyanka rachel rebecca rita roberta robin rosa
    rosalind rose rosemary roxanne ruth sabrina sally samantha samira sandra sara sarah shannon sharon sheila
    shelly shirley shreya sigrid simone siobhan sofia sonia sonja sophia sophie soraya stella stephanie sue susan
    svetlana sylvia tabitha tamara tanya tatiana teresa thelma theresa tina tracy ulrike ursula valentina valerie
    vanessa vera veronica victoria virginia wendy yasmin yelena yolanda yulia yvonne zainab zoe"""
)
# Names borne by men and women alike tell nothing.
GENDER_OF_GIVEN_NAME = {
    **dict.fromkeys(_MALE_NAMES - _FEMALE_NAMES, "m"),
    **dict.fromkeys(_FEMALE_NAMES - _MALE_NAMES, "f"),
}

DAYS_AND_MONTHS = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept sep oct nov dec"""
)
# Capitalised at the head of a sentence without being names.
NO_NAMES = (
    DAYS_AND_MONTHS
    | BOUNDARIES
    | AUXILIARIES
    | DETERMINERS
    | PERSONAL_PRONOUNS
    | _words(
        """half shortly meeting standing addressing appearing testifying arriving here there soon last next meanwhile
        however moreover furthermore nevertheless instead indeed perhaps maybe yes no well oh asked
        speaking according despite following based given citing like unlike such many most more much few
        several other others both either neither two three four five six seven eight nine ten
        unfortunately fortunately otherwise therefore thus hence nonetheless additionally similarly
        finally interestingly ironically clearly obviously apparently certainly surely please thank thanks
        let you your us me him them ours yours everyone everybody nobody somebody someone anyone anybody
        nothing everything something anything still too very really quite rather almost nearly about
        around above below across along beyond behind beside besides except plus minus ahead back down up
        out off am pm a.m p.m est edt gmt photo image video watch read see click related updated
        correction editor exclusive breaking opinion analysis advertisement
        outside inside elsewhere afterwards afterward onstage
        online abroad overnight outdoors indoors backstage privately ask meet enter consider imagine remember"""
    )
)
PARTICLES = _words(
    "de la le du da di del della van von der den ter bin ibn al el abu ben bint zu dos das y mac o dela des af av ap"
)
SUFFIXES = _words("jr sr ii iii iv")
# Letters after a name that are no part of it.
POST_NOMINALS = _words("kc qc mp msp mep ms obe cbe mbe kbe phd md esq")


# --- Indirect speech: what a cue takes after it ---------------------------------------------------

# Cues of statements that announce no words in marks: what studies find, and what people hold.
FINDING = _words(
    """found finds find showed shows show shown indicated indicates indicate reveal indicating finding concluded
    concludes conclude projected projects estimate estimates warns"""
)
BELIEVING = _words("believe believes believed think thinks thought hope hopes hoped fear fears feared feel feels felt")
STATING = (FINDING | BELIEVING | _words("insist argue claim contend maintain acknowledge worry worries worried")) - (
    SAYING - _words("believes believed thinks estimates concludes concluded")
)
SAYING_PARTICIPLES = PARTICIPLES - _words(
    "calling asking describing citing quoting accusing labeling labelling dubbing urging demanding referring pointing"
)
INQUIRING = _words("asked asks asking wondered wonders inquired")
QUESTION_WORDS = _words("whether if why how what who where when which about")
INTENDING = _words(
    """promised promises promising vowed vows vowing pledged pledges pledging agreed agrees offered offers refused
    declined threatened threatens threatening proposed proposes proposing"""
)
CALLING = _words("called calls calling described describes describing dubbed labeled labelled termed labeling dubbing")
URGING = _words("urged urges urging told tells telling advised warned warns encouraged encourages")
ACCUSING = _words("accused accuses accusing")
JUDGING = _words(
    """criticized criticised criticizes praised praises blamed blames blasted mocked hailed dismissed dismisses
    denounced slammed described"""
)
DENYING = _words("denied denies denying")
# Cues that give a clause only after "that".
NEEDING_THAT = _words(
    """agreed agrees observed observes mentioned mentions repeated repeats continues continued recalled recalls
    complained complains boasted joked jokes lamented responded responds replied replies pointed points pointing
    stressed stresses emphasized emphasizes reported reports testified confirmed confirms"""
)
# What no clause begins with that a cue gives.
NO_CLAUSE = _words("so no yes nothing than as and or but much more something anything little who whom which")
# Whom somebody tells, in one word, and the subjects that a clause begins with.
HEARERS = _words("him them me us you reporters journalists supporters voters lawmakers aides everyone")
SUBJECTS = _words("he she they it there i we you")
FINITE = _words(
    """is are was were will would can could may might must shall should has have had does did do isn't aren't wasn't
    weren't"""
)
# Adverbs and nouns of time between a cue and its clause.
WHENEVER = _words(
    """also again later earlier then today yesterday tonight once further morning night afternoon evening recently
    here repeatedly still instead"""
)
# What follows "X said," where the statement has ended: somebody else, or what he did then.
GOING_ON_OTHERWISE = _words("who which whose whom where adding and but while as when after before though although")
# Cues after which a clause needs no verb to be told from a thing: "said the plan “a gift”".
SPEAKING = _words("said says say saying told tells telling")
# Forms that are nouns as often as cues.
NOUNLIKE = _words(
    """states remarks claims reports estimates notes promises calls posts tweets hopes hope fears fear worries worry
    feel finds shows show"""
)
RELATIVES = _words("which who whom what whose where")
SUBORDINATING = _words("while although though when if since because after whereas before until")
PREPOSITIONS = SETTINGS - {"and"} | _words(
    """of over after about with as into like regarding under before from for through via among between
    without within amid when while where because since alongside outside inside near toward towards"""
)
# "..., but not in May": the turn is the speaker's own.
BUT_STILL = _words("not to also only that with in for by instead rather")
# What nobody says by declining.
SILENCE = _words("comment respond answer be discuss elaborate give say")
# What finds rather than says, in its last word: after it a thing counts as a statement ("the poll shows Brel ahead").
STUDIES = _words(
    """poll polls polling survey surveys study studies data records figures results analysis research findings report
    reports averages review census audit"""
)
WH_WORDS = _words("why how whether what")
# After what somebody calls a thing they still belong to it: "called it “a mistake” because ..."
GOING_ON_CALLING = _words("for that because to of")
ANNOUNCING = _words("announced announces announcing proposed proposes proposing")
