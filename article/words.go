package article

// isFunctionWord tells whether a word is an article, a preposition or a
// conjunction, which no headline ends in and no sentence stops at.
func isFunctionWord(w string) bool { return functionWords[core(w)] }

var functionWords = wordSet(`a an the of in on at to for from by with into onto upon over under between among
	through during against about across after before behind below beneath beside besides beyond
	despite down except inside near off out outside past since toward towards than until unless up via within without
	and or but nor yet so as if when while where because although though that which who whom whose whether
	amid amidst around along alongside per versus vs including following according regarding concerning like
	his her its their my your our this these those every each no both either
	der die das den dem des ein eine einen einem einer eines und oder aber dass wenn als wie mit
	von vom zu zum zur für auf aus bei nach vor über unter zwischen gegen durch ohne um bis seit sowie im am beim
	le la les un une des du de et ou mais que qui dans sur sous pour par avec sans chez vers entre selon aux au en à
	el los las una unos unas y o pero con sin sobre por para del al desde hasta entre según
	il lo gli uno dei delle della dello nel nella al alla con su per tra fra e ed ma che di da
	os as um uma do da dos das no na nos nas em ao à com sem sob pelo pela
	и а но или что как в во на с со к ко о об от до из за по под над при для без у
	і й та або але що як в у на з зі із до від за по під над при для без про
	o w z i na do od za po przez dla oraz lub ale że`)

// verbParticles are function words that a verb may end with, as in "steps
// down" and "prices go up".
var verbParticles = wordSet(`down up off in out on over through around along within about for`)

// conditions begin what must not be cut off: without it the rest would say
// something else.
var conditions = wordSet(`if unless until without except only provided not nor neither than pending`)

// clauseWords begin a clause that a headline can do without.
var clauseWords = wordSet(`when while as after before following amid amidst despite because since although
	though where whereas once according citing saying adding including leaving killing making aimed
	which who whose
	nachdem während weil obwohl wobei als alors après tandis lorsque mientras cuando tras después mentre dopo quando
	enquanto depois когда после поскольку хотя коли після оскільки`)

// conjunctions join the items of a list, or clauses.
var conjunctions = wordSet(`and or but und oder et ou y o e ed i і й та и`)

// subordinators begin a clause with a verb of its own.
var subordinators = wordSet(`if unless after when while although though because since before once as until whereas`)

// saidThat are verbs that a whole clause follows.
var saidThat = wordSet(`said says told stated adds argued argues believes insisted insists thinks`)

// needsClause are subordinators that are never prepositions.
var needsClause = wordSet(`because although though while when where whereas that`)

var relatives = wordSet(`who which whose that whom where`)

var determiners = wordSet(`the a an his her its their our my your this these those some any no each every several many
	more most two three four five six seven eight nine ten dozens hundreds thousands`)

var timeWords = wordSet(`today yesterday tomorrow tonight monday tuesday wednesday thursday friday saturday sunday
	overnight`)

// cutPrepositions begin a phrase that may be cut off its end; those that a
// verb or noun often needs (of, to, from, against, into) are not among them.
var cutPrepositions = wordSet(`in at on for with by over under during through across near inside outside
	around amid along alongside toward towards within ahead via`)

// phrasePrepositions begin what a subject may lose.
var phrasePrepositions = wordSet(`in at on from with for near inside outside during across alongside behind`)

// leadWords begin a subordinate clause in front of the main one. Conditions
// are not among them: they are part of the news.
var leadWords = wordSet(`in at on after as amid amidst while with following despite during since before when by for under
	although though because having among over against through upon once throughout across
	from given alongside beyond ahead faced according`)

var asideWords = wordSet(`including along alongside together which who whose where according accompanied flanked joined
	known also formerly now like such as with among especially particularly led named dubbed based a an the
	citing backed`)

var adverbs = wordSet(`earlier previously recently also already still just nearly almost about more less fewer only even again once now soon shortly
	immediately reportedly formally officially largely sharply briefly later then never always often sometimes
	not long days weeks months years hours minutes well ever far`)

var asBefore = wordSet(`such well as known named regarded seen described serve served serving serves same elected
	appointed soon long far much many far-reaching act acts acting used considered chosen hailed dismissed`)

var asAfter = wordSet(`part well many much of president prime chief minister head chairman leader`)

var auxiliaries = wordSet(`is are was were be been has have had will would can could may might must should shall does do did
	isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't doesn't don't didn't`)

var sayings = wordSet(`said says told reported reports announced according stated confirmed showed shows`)

// needsObject are verbs that say nothing without what follows them.
var needsObject = wordSet(`said says told turned became becomes is are was were be been has have had will would can could may might
	must should made makes took takes gave gives put puts set sets kept held led sent brought found called named
	declared announced reported confirmed killed injured urged asked accused vowed pledged warned`)

// infinitiveAfter are words that an infinitive completes.
var infinitiveAfter = wordSet(`agreed agree agrees refused refuses refuse decided decides vowed vows pledged pledges plans plan planned
	wants want wanted hopes hope hoped seeks seek sought tried tries try trying failed fails fail expected expects expect
	likely unlikely set due ready able unable began begins begin started continued continues urged urges asked asks told
	ordered allowed forced needs need needed promised promises threatened threatens voted votes intends offered offers
	bid effort efforts attempt attempts decision deal order agreement move moves right power proposal pressure call calls
	chance time way ways effort ability opportunity first last willing going has have had ought used managed appears seems
	appeared seemed proved scheduled required designed helped aims aimed`)

// nonFinite are participles that follow a noun without being its verb.
var nonFinite = wordSet(`aimed based called designed dedicated related united located armed wanted intended involved alleged
	detailed unnamed limited so-called advanced hundred wounded estimated planned proposed expected-to owned hosted
	backed accused convicted suspected detained displaced`)

// takesObject are those of them that are verbs in front of an object.
var takesObject = wordSet(`accused backed convicted detained wounded proposed planned hosted owned`)

// contentNouns are nouns that the that-clause behind them belongs to.
var contentNouns = wordSet(`evidence sign signs proof claim claims report reports denial denials hope hopes fear fears
	indication indications suggestion suggestions belief doubt doubts idea fact news allegation allegations warning
	warnings promise promises assurance assurances guarantee guarantees confirmation statement`)

// finiteVerbs are common verbs of news whose past has no regular ending, and
// present forms that are seldom nouns.
var finiteVerbs = wordSet(`said says told tells won wins lost loses fell falls rose rises took takes made makes met meets held holds
	began begins broke breaks shot struck hit cut led fled left quit sought seeks drew grew knew gave gives got gets went goes
	came comes became becomes saw sees found finds kept keeps brought brings bought buys sold sells sent sends spent spends
	stood stands threw threw wrote writes spoke speaks ran runs ate rode drove flew swept sank sunk burst spread slid
	leapt stole swore tore wore woke withdrew overcame overthrew underwent understood thought taught caught fought felt fed
	built dealt lent lit paid pays put read sat set shut shook shone slept split stuck swung
	announces announced agrees wants wanted remains faces warns urges vows pledges denies launches launched reaches
	accuses approves rejects backs adopts opens closes signs declares unveils confirms continues expects
	hopes refuses agreed plunged surged soared climbed jumped tumbled dropped gained slipped eased edged
	appears appeared seems shows showed killed died dies kills owns posted named faced`)
