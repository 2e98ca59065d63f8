package article

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// leads are first paragraphs in the manner of several desks, most of them
// too long for a headline.
var leads = []string{
	"The river rose by two metres overnight.",
	"Northern Rail said on Monday it would cut one train in ten from its winter timetable because it has too few drivers to run them all safely.",
	"After eleven hours of talks in a hotel by the lake, negotiators for the two governments agreed on Thursday to reopen the last border crossing that the war had closed.",
	"A retired schoolteacher who spent forty years teaching geography in a village of three hundred people has won the largest prize ever paid out by the national lottery.",
	"The central bank, which had left its main rate alone for seven meetings in a row, raised it by half a point on Wednesday and warned that more increases would follow.",
	"Police in the port city of Brestova arrested eleven people, including two customs officers, on Friday in connection with the disappearance of a ship with four thousand tonnes of copper.",
	"U.S. Treasury Secretary Alan R. Whitmore told Congress on Tuesday that the government would run out of money by mid-July unless lawmakers raised the limit on its debt.",
	"Dr. Maria L. Torres, 45, the chief of surgery at St. Agnes Hospital, said a fire that began in a laundry room had forced the evacuation of three wards and the intensive care unit.",
	"\"We will not sign a paper that we cannot explain to our own children,\" the chief negotiator said as he left the building shortly after midnight, declining to answer questions from reporters.",
	"The prime minister said the plan was \"the best that can be had in a bad year, and nobody in this chamber should pretend that there is a better one lying in a drawer somewhere\".",
	"Citing a lack of snow, the organisers of the oldest ski race in the Alps said on Sunday that this year's event would be moved two weeks back and held on a shorter course.",
	"Germany, France, Italy, Spain, Portugal, Greece, the Netherlands and Belgium agreed on Friday to buy gas together, a step that smaller members of the bloc had demanded for years.",
	"Shares of Halden Maritime fell 14 percent in Oslo after the shipping company reported a loss for the third quarter and said that its chief executive, Nils Brekke, would step down in March.",
	"A court in Lower Varnia on Monday sentenced the former head of the state railway to nine years in prison for taking bribes from a maker of signalling equipment over a period of twelve years.",
	"If parliament does not pass a budget before the end of the month, schools in four of the country's seven regions will have to close for at least two weeks, the finance minister warned.",
	"Scientists have found the remains of a harbour that the Romans built two thousand years ago beneath a car park in the middle of the old town, the city's museum said on Thursday.",
	"In the early hours of Sunday, while most of the town was asleep, a dam above the valley of the Orne gave way and sent a wave of mud through the streets of the lower quarter.",
	"Two workers were killed and seven others injured when a crane collapsed on Tuesday at the site of a bridge that is being built across the strait, the company in charge of the project said.",
	"The army has taken back the town of Kessu, its spokesman said, after a fight of nine days in which both sides used artillery and the hospital was hit twice.",
	"Ottawa and Washington have settled a quarrel over the price of softwood lumber that began before most of the people who negotiated its end were born, officials of both countries said on Saturday.",
	"It was the quiet that woke her.",
	"The mayor was taken to hospital on Sunday.",
	"Inflation slowed to 2.1 percent in June from 2.4 percent in May, the statistics office said on Friday, strengthening the case for a first cut in interest rates since the spring of last year.",
	"The World Health Organization on Wednesday declared the end of an outbreak of cholera that had killed more than nine hundred people in three countries since it was first reported in a fishing village.",
	"Tens of thousands of people marched through the capital on Saturday to demand the resignation of the interior minister, whose bodyguards had beaten a student so badly that he lost an eye.",
	"<Halden Maritime AS> said it agreed to sell its ferry division to a group of investors led by its former chairman for about 310 million kroner in cash, subject to approval by regulators.",
	"Oil prices rose above 80 dollars a barrel on Monday for the first time since October as traders weighed the risk of a longer strike at the largest export terminal on the Black Sea against weak demand in Asia.",
	"The government refused on Monday to publish the report of the commission that it had itself appointed to find out why the tunnel had flooded twice in one year, saying that it contained trade secrets.",
	"President Amara Diallo agreed to leave office at the end of his term after weeks of protest in which at least thirty people were killed, three members of his cabinet told reporters.",
	"Having lost three elections in a row, the Farmers' Union, once the strongest party in the country, has chosen a physicist of thirty-four as its new leader.",
	"The three astronauts aboard the station will stay there for another six weeks because the capsule that was to bring them home has a leak, the agency that launched them said on Monday.",
	"Die Bundesregierung will nach Angaben aus Koalitionskreisen im kommenden Jahr deutlich mehr Geld für den Ausbau der Bahnstrecken ausgeben, obwohl der Finanzminister zuvor vor neuen Schulden gewarnt hatte.",
	"Le gouvernement a annoncé lundi qu'il repousserait de six mois l'entrée en vigueur de la réforme des retraites, alors que les syndicats appellent à une nouvelle journée de grève dans les transports publics.",
	"El Gobierno aprobó este martes un plan de ayudas para los agricultores afectados por la sequía, que prevé el pago de hasta diez mil euros por explotación antes de que termine el verano.",
	"Уряд ухвалив у понеділок новий порядок виплат родинам, які втратили житло внаслідок обстрілів, і пообіцяв почати їх уже з першого березня цього року, повідомила пресслужба міністерства.",
	"政府は月曜日、地震で家を失った家族への新しい支払い方法を決定し、今年三月一日から支払いを始めると約束したと、省の広報担当者が明らかにした。しかし、野党は、支払いの額が少なすぎるとして、国会で詳しい説明を求める方針を示しており、審議は長引く見通しだ。",
	strings.Repeat("word ", 400) + "end.",
	strings.Repeat("unbroken", 100),
	"A (b (c [d \"e “f «g „h",
	"said",
	"",
	"...",
}

// A headline is faithful, short, whole; the controls below show that each
// check can fail.
func TestHeadlineHolds(t *testing.T) {
	for _, lead := range leads {
		for _, fault := range headlineFaults(lead, headlineOf(lead)) {
			t.Errorf("%s\n headline %q\n of       %q", fault, headlineOf(lead), lead)
		}
	}
}

func headlineFaults(lead, h string) (faults []string) {
	fault := func(bad bool, what string) {
		if bad {
			faults = append(faults, what)
		}
	}
	fault(utf8.RuneCountInString(h) > 110, "longer than 110 characters")
	fault(!subsequence(textKey(h), textKey(lead)), "words that are not those of the lead in their order")
	fault(!isBalanced(h), "a quote or bracket without its partner")
	fault(strings.ContainsAny(h, "\n\t") || strings.TrimSpace(h) != h, "not one line")
	fault(strings.HasSuffix(strings.TrimSuffix(h, "…"), ","), "ends in a comma")
	words := strings.Fields(strings.TrimSuffix(h, "…"))
	fault(len(words) > 1 && h+"." != lead && isFunctionWord(words[len(words)-1]), "ends in a function word")
	fault(textKey(lead) != "" && h == "", "empty")
	return faults
}

// subsequence tells whether the words of a are words of b in the same order.
// The last word of a may be cut.
func subsequence(a, b string) bool {
	words := strings.Fields(b)
	for _, w := range strings.Fields(a) {
		for len(words) > 0 && words[0] != w && !strings.HasPrefix(words[0], w) {
			words = words[1:]
		}
		if len(words) == 0 {
			return false
		}
		words = words[1:]
	}
	return true
}

func TestHeadlineControls(t *testing.T) {
	lead := leads[1]
	for name, h := range map[string]string{
		"added word":    "Northern Rail said on Monday it would not cut one train in ten",
		"other order":   "On Monday Northern Rail said it would cut one train in ten",
		"too long":      lead,
		"function word": "Northern Rail said on Monday it would cut one train in",
		"open quote":    "Northern Rail said \"on Monday it would cut one train",
		"empty":         "",
	} {
		if len(headlineFaults(lead, h)) == 0 {
			t.Errorf("%s: %q passes", name, h)
		}
	}
}

// A headline that is cut says what the sentence says.
func TestHeadlineSays(t *testing.T) {
	for lead, want := range map[string]string{
		"The museum's board, which had earlier reported the loss of a silver cup from a storeroom in the east wing of the palace, said on Monday that the cup had been found in another room.":                            "The museum's board said on Monday that the cup had been found in another room",
		"Despite warnings from traders, who say prices are rising faster than at any time in a decade, Varnia's central bank left its main rate unchanged for a third month, its governor, Kofi Example, told reporters.": "Varnia's central bank left its main rate unchanged for a third month",
		"\"If nothing is done now, the islands will be gone within the lifetime of our own children, and there will be nobody left to ask why,\" the prime minister of the islands told a meeting of donors.":             "\"If nothing is done now, the islands will be gone within the lifetime of our own children…\"",
		"The town council on Tuesday narrowly rejected a proposal that would have banned dogs from restaurants and the terraces of bars in the old town after a debate of six hours.":                                     "The town council rejected a proposal that would have banned dogs from restaurants and the terraces of bars",
		"Doctors who followed nine thousand nurses for twenty years found no evidence that drinking two cups of tea a day does any harm to the heart or the arteries of healthy people.":                                  "Doctors who followed nine thousand nurses found no evidence that drinking two cups of tea a day does any harm",
		"Speaking to reporters outside the court on Monday, the leader of the opposition, Sean Example, accused the government of using the police to keep his party away from the voters.":                               "The leader of the opposition accused the government of using the police to keep his party away from the voters",
		"Police denied on Friday that a man, arrested last week over the deaths of two pensioners in a town of the far north, had been held at the station for longer than the law allows.":                               "Police denied on Friday that a man had been held at the station for longer than the law allows",
		"It was not until the third day of the search in the cold lake that divers, who had been working in shifts of forty minutes, found the wreck of the ferry that sank in the storm.":                                "It was not until the third day of the search in the cold lake that divers found the wreck of the ferry…",
		"Two lynx cubs have been seen for the first time in a forest where, wardens said on Saturday after years of fruitless search, nobody had expected to find any of the animals alive.":                              "Two lynx cubs have been seen for the first time in a forest",
		"\"The drought is over in the north,\" the president of the herders' union, Mary Example, said on Sunday after a journey of three weeks through every one of the districts that it had struck.":                   "\"The drought is over in the north,\" the president of the herders' union, Mary Example, said on Sunday",
		"Prime Minister K. Under met reporters.":          "Prime Minister K. Under met reporters",
		"The shop was ]]> closed by the minister.":        "The shop was ]]> closed by the minister",
		"\"The gate is shut. Nobody may pass,\" he said.": "\"The gate is shut.\"",
		"000000000 .": "000000000",
	} {
		if got := headlineOf(lead); got != want {
			t.Errorf("%q:\n got  %q\n want %q", lead, got, want)
		}
	}
}
