// Single texts for the summary benchmark, written for this project: invented pages of many kinds, each with the description that an editor would give it in other words, written before any generator was run on them.

/** Even places are for tuning, odd ones are not tuned on. */
export type Page = { title: string; description: string; text: string };

export const pages: Page[] = [
  {
    title: "Flood barrier holds at Orrin Mouth",
    description:
      "A new barrier kept the highest tide in sixty years out of Orrin Mouth, though fields upstream were flooded.",
    text: "The flood barrier at Orrin Mouth kept the town dry on Saturday night during the highest tide since 1962. Water rose to 4.1 metres above the mean, eleven centimetres below the top of the gates.\nEngineers had closed the six gates at four in the afternoon. It was the first time that all of them were needed together since the barrier was finished two years ago.\nFarther up the river, where there is no protection, about 300 hectares of fields were under water. A farmer had to be taken from his roof by helicopter.\nThe barrier cost 74 million. Critics had called it a monument to fear.",
  },
  {
    title: "Teachers to be trained in two years",
    description:
      "To fill 3,000 empty posts the province lets people with a degree become teachers after two years of training at work.",
    text: "People with a university degree can become teachers in the province after two years of training on the job, the education minister said on Monday. About 3,000 posts are empty at the start of the school year.\nThe candidates will stand in front of a class for three days a week and study for two. They are paid from the first day.\nTeachers' unions criticised the plan. They say that good teaching cannot be learned on the side, and that those who have studied for five years are taken for fools.\nThe first 400 places are to be filled by January.",
  },
  {
    title: "The man who listens to ice",
    description:
      "For thirty years Aksel Moen has recorded the sounds of glaciers, and he has learned to hear how fast they melt.",
    text: "At five in the morning Aksel Moen lies on his stomach on a glacier and holds his breath. Under his ear there is a microphone, and under the microphone 200 metres of ice.\nHe has done this for thirty years. In his cellar stand 4,000 tapes and a hard disk with the creaks, drips and roars of nineteen glaciers.\nWhat began as the hobby of a radio engineer has become science. From the pitch of the drops Moen can tell how much water runs beneath the ice, and his estimates agree with the gauges in the valley to within a tenth.\nThe glaciers have grown louder, he says. His first tapes are almost silent.",
  },
  {
    title: "Court stops night flights at Belmar airport",
    description:
      "Planes may not take off or land at Belmar between 11 p.m. and 5 a.m. because the noise study was flawed, an administrative court ruled.",
    text: "No more planes may start or land at Belmar airport between eleven at night and five in the morning. The administrative court ruled on Thursday in favour of eleven residents.\nThe permit of 2019 rested on a study of noise that left out cargo planes, the judges said. It must be renewed before night flights can be allowed again.\nThe airport handles about 40 cargo flights a night for three parcel companies. It announced an appeal and spoke of 1,200 jobs at risk.\nThe residents had fought for six years. One of them opened a bottle of wine in front of the court.",
  },
  {
    title: "How to keep a sourdough alive over the holidays",
    description:
      "A sourdough starter survives weeks in the fridge if it is fed stiff, or months if it is dried and crumbled.",
    text: "You have nursed it for months, and now you are going away. A sourdough starter need not die while you lie on the beach.\nFor up to three weeks the refrigerator is enough. Feed the starter with twice as much flour as water before you go, so that it becomes a stiff dough: the less water there is, the slower the yeast works.\nFor longer absences drying is the surest way. Spread the starter thinly on baking paper, let it dry for two days, crumble it and keep it in a jar. It lives for many months like that.\nTo wake it, soften a spoonful in lukewarm water and feed it twice a day. On the third day it should double in size.",
  },
  {
    title: "Pellworth buys rival Ganton for 3.4 billion",
    description:
      "The chemicals maker Pellworth takes over its smaller competitor Ganton, paying 3.4 billion in cash and shares to enter the market for battery materials.",
    text: "Pellworth will acquire Ganton Materials for 3.4 billion, half of it in cash and half in shares, the two companies said on Monday. It is the largest purchase in the history of the chemicals maker.\nGanton produces salts and binders for batteries at four sites and employs 5,200 people. Its sales grew by 31 percent last year.\nWith the deal Pellworth enters a market that it had left to others until now. Chief executive Ruth Arden called it a step that could not wait.\nShares of Ganton rose by 27 percent, those of Pellworth fell by 6. The competition authorities have yet to agree.",
  },
  {
    title: "Old batteries light up a village",
    description:
      "Used car batteries store the solar power of the island village Sanna, which has switched off its diesel generator.",
    text: "The diesel generator of Sanna has been silent since March. For the 140 inhabitants of the island, who had heard it day and night since 1958, the quiet took some getting used to.\nTheir power now comes from a field of solar panels behind the church, and at night from 96 batteries that once drove cars. On the road they would be too weak; here they still do for ten years, says the engineer Lotte Kraan.\nThe plant cost 1.9 million, of which the state paid two thirds. Diesel for one year had cost 210,000.\nThree other islands have asked for the plans.",
  },
  {
    title: "Vaccine against Rift fever passes last test",
    description:
      "In a trial with 12,000 people a new vaccine prevented nine of ten infections with Rift fever, for which there is no treatment.",
    text: "A vaccine against Rift fever has proved its worth in a trial with 12,000 people in three countries. It prevented 89 percent of infections, researchers of the institute in Kesova reported on Wednesday.\nThe disease, carried by mosquitoes, kills about one in a hundred of those infected. There is no treatment.\nSide effects were mild: a sore arm, and fever for a day in one of eight people. Whether the protection lasts longer than two years is not known yet.\nThe institute wants to apply for approval in spring. A dose should cost less than four dollars.",
  },
  {
    title: "What is a heat pump?",
    description:
      "A heat pump takes warmth from air, soil or water and raises it to a temperature that heats a house, using a quarter to a third of its output as electricity.",
    text: "A heat pump is a refrigerator turned inside out. Where a refrigerator takes heat from its inside and gives it off at the back, a heat pump takes heat from outside a house and gives it off within.\nIt does so with a liquid that evaporates at a low temperature. Warmed by air, soil or ground water the liquid becomes a gas; a compressor squeezes the gas, which makes it hot; and in the house the gas gives off its heat and becomes liquid again.\nThe compressor needs electricity: one unit for every three or four units of heat. The smaller the difference between outside and inside, the less it needs.\nThat is why heat pumps go best with large radiators, which can be lukewarm.",
  },
  {
    title: "Wolves return to the Ardal hills",
    description:
      "A pair of wolves has raised five pups in the Ardal hills, where the species had been extinct since 1881, and shepherds ask for fences.",
    text: "For the first time since 1881 wolves have been born in the Ardal hills. A camera of the forest office filmed five pups playing beside a stream in July, as the office announced on Friday.\nThe parents came from the east two winters ago. Tests of their droppings show that they live mostly on deer and boar.\nShepherds are alarmed all the same. They lost eleven sheep this year and demand that the state pay for fences and dogs in full, not only half of the cost.\nThe forest office will count the wolves again in the snow.",
  },
  {
    title: "Trams come back to Veldhoven after 60 years",
    description:
      "Veldhoven has opened its first tram line since 1964: nine kilometres, every six minutes, built two years late.",
    text: "Sixty-one years after the last tram, Veldhoven has one again. On Sunday morning thousands lined the streets when the first blue cars ran from the central station to the university.\nLine 1 is nine kilometres long and has 17 stops. Trams go every six minutes and are to carry 38,000 people a day, twice as many as the buses that they replace.\nThe line was to open two years ago. Moving water pipes took longer than thought, and a builder went bankrupt; the cost rose from 310 to 402 million.\nA second line to the hospital is planned, but not paid for.",
  },
  {
    title: "Letter from the archive: a murder by almanac",
    description:
      "Papers found in Thorne show that a clerk hanged for murder in 1843 was innocent: the moon that a witness swore by had not risen.",
    text: "I have spent eleven years with the papers of the Thorne assizes, and I believed that they could not surprise me any more. Then a folder fell open.\nIn 1843 the clerk Josiah Penn was hanged for the murder of his employer. A single witness had seen him leave the house, by the light of the moon.\nIn the folder lay a page of an almanac and a letter by the judge, written two years later. On that night the moon had risen at four in the morning, three hours after the murder.\nThe judge asked the ministry to clear Penn's name. He never had an answer, and the case was never opened again.",
  },
  {
    title: "Rail strike: what passengers must know",
    description:
      "Most long-distance trains will not run from Wednesday to Friday because of a strike by drivers; tickets stay valid and can be returned.",
    text: "Train drivers stop work from Wednesday at two in the morning until Friday at midnight. The railway expects that only one in five long-distance trains will run, and about a third of regional ones.\nTickets for these days are valid on any train until the end of the month. Whoever does not travel gets the money back, online or at the counter.\nThe drivers' union demands 35 hours a week instead of 38 at full pay. The railway had offered 37 hours and a rise of 11 percent.\nIt is the fourth strike this year. New talks have not been arranged.",
  },
  {
    title: "Robot finds its way by the smell of soil",
    description:
      "Engineers in Tarn built a field robot that tells wet from dry ground by smell and waters only where it must, saving two fifths of the water.",
    text: "It looks like a suitcase on wheels, and it sniffs. A robot built at the technical university of Tarn drives along rows of lettuce and smells how dry the soil is.\nDry ground gives off other substances than wet ground. A sensor made of tin oxide reacts to them within a second, and the robot opens its valve or leaves it shut.\nOn a test field of two hectares it used 41 percent less water than a sprinkler, and harvests were the same, the engineers write in a journal. Rain confuses the sensor for some hours.\nA farm cooperative has ordered six machines for the next season.",
  },
  {
    title: "Parliament raises minimum wage to 14.20",
    description:
      "From January nobody may earn less than 14.20 an hour; parliament voted for the rise against the advice of employers.",
    text: "The minimum wage rises to 14.20 an hour in January, from 13.05 now. Parliament adopted the bill on Friday by 171 votes to 139.\nAbout 2.3 million people will earn more, the labour ministry says, most of them women. Cleaners, waiters and drivers of parcels gain most.\nEmployers had warned against the step, which they consider too large in a year without growth. The hotel association expects prices to rise by three percent.\nThe opposition wants a commission to fix the wage in future. The government refuses that.",
  },
  {
    title: "The last pencil maker of Hallein Street",
    description:
      "Irma Doll, 83, still makes coloured pencils by hand in a workshop that once had sixty workers; she has no successor.",
    text: "The smell comes first: cedar, wax and something sweet. Then one sees the old woman at the bench, who planes a strip of wood no thicker than a straw.\nIrma Doll is 83 and makes coloured pencils. Her grandfather founded the workshop in Hallein Street in 1911; in its best years sixty people worked here, and every school of the city wrote with their pencils.\nToday she is alone. She makes forty pencils a day and sells them to painters who write to her from as far as Japan.\nShe has looked for a successor for ten years. Three came, and none stayed longer than a month.",
  },
  {
    title: "Bees forget the way after spray",
    description:
      "Honeybees exposed to traces of a common fungicide find home less often, a study with 2,000 tagged bees shows.",
    text: "A fungicide that is sprayed on half of all orchards makes honeybees lose their way. Of bees that had drunk sugar water with traces of it, 28 percent did not come home, against 9 percent of others, biologists in Marr report.\nThey had stuck tiny transmitters on the backs of 2,000 bees and released them two kilometres from the hive. Those that did return had needed twice as long.\nThe substance was thought to be harmless to insects, since it does not kill them. It may be sprayed on open blossoms.\nThe maker doubts that the doses are met with in the field.",
  },
  {
    title: "Dunmore bridge opens three months early",
    description:
      "Traffic flows over the new Dunmore bridge since Monday, sooner and cheaper than planned, because its parts were built in a hall.",
    text: "The new Dunmore bridge was opened to traffic on Monday, three months ahead of schedule. At 61 million it also cost four million less than had been set aside.\nThe builders put it together from 44 parts that were made in a hall and floated up the river on barges. So frost could not stop them, says the site manager.\nThe old bridge had been closed to lorries for seven years. They had to take a way round of 52 kilometres.\nThe transport ministry wants to build two more bridges in the same manner.",
  },
  {
    title: "Why we switched our database, and what broke",
    description:
      "The shop moved 900 million rows to another database within one night; a forgotten time zone made orders appear a day early.",
    text: "Last month we moved our shop from one database to another. This is the story of a night that went well, and of a morning that did not.\nWe copied 900 million rows while the shop was running, and replayed what changed meanwhile. At 2.14 a.m. we switched, and nobody noticed: the longest request took 340 milliseconds.\nAt eight the phones rang. Orders of the evening before bore the date of the next day, because the old database had kept times in local time and the new one in universal time. Some 1,100 parcels had wrong labels.\nWe now test with a clock set to five to midnight.",
  },
  {
    title: "Hail destroys a third of the apple harvest",
    description:
      "Twelve minutes of hail in the Laas valley cost its growers a third of this year's apples, about 40 million.",
    text: "It took twelve minutes. Then the hail had broken leaves, branches and a third of the apples in the Laas valley, as the growers' association estimates.\nStones as large as hen's eggs fell on Sunday afternoon on a strip 14 kilometres long. The damage is put at 40 million.\nNets against hail cover only about half of the orchards; they cost 20,000 a hectare. Those without a net have mostly no insurance either.\nThe apples that were hit are good for juice at best, which pays a fifth of the price.",
  },
  {
    title: "School without a bell",
    description:
      "A school in Aldea has abolished bells and lessons of 45 minutes; marks have improved, but not all parents are happy.",
    text: "Nobody hurries at the Rosa Lind school in Aldea. There is no bell, and there are no lessons of 45 minutes: the 420 pupils work at their subjects as long as they need.\nEach morning they write down what they want to finish. Teachers walk around, help, and note what has been understood.\nAfter three years the school has compared itself with others. In mathematics its pupils are half a year ahead, in foreign languages they are level.\nSome parents took their children away all the same. They missed marks and homework, says the head teacher.",
  },
  {
    title: "Power cut leaves 200,000 in the dark",
    description:
      "A fire in a transformer station cut off the power of 200,000 households in the north of Karsa for up to nine hours.",
    text: "About 200,000 households in the north of Karsa were without electricity on Tuesday night. A transformer station in the district of Lune had caught fire at 9.40 p.m., the grid company said.\nTraffic lights failed, underground trains stood in tunnels, and people had to be freed from 63 lifts. Two hospitals worked with emergency generators.\nBy midnight half of the customers had power again, the last at 6.30 in the morning. Nobody was hurt.\nThe cause of the fire is being investigated. The station is 48 years old and was to be replaced next year.",
  },
  {
    title: "The river that changed its name",
    description:
      "Since a treaty of 1924 the Sava of the Ferro plain has had two names, and a hydrologist says that its two banks measure it differently too.",
    text: "Stand on the bridge at Ferro and spit to the left: it falls into the Ossa. Spit to the right and it falls into the Osza, though the river below is the same.\nThe two names go back to a treaty of 1924 that drew the border along the middle of the stream. Each state kept its own spelling, its own maps and its own gauges.\nThe hydrologist Tamas Vida has compared the gauges. For a hundred years they have shown heights that differ by eleven centimetres, since each country counts from another sea.\nAfter the flood of 2013 both agreed to exchange their figures. The names stayed.",
  },
  {
    title: "Police break up ring of car thieves",
    description:
      "Fourteen people were arrested in two countries; they are said to have stolen 600 cars by lengthening the radio signal of keys.",
    text: "Police in two countries have arrested fourteen people who are said to have stolen more than 600 cars in three years. Two hundred officers searched flats and workshops on Wednesday.\nThe gang caught the radio signal of car keys through the doors of houses and sent it on to the vehicle, which opened. A theft took less than a minute, according to the prosecutor.\nMost cars were taken apart and sold as spare parts. The loss is estimated at 19 million.\nInvestigators found the gang because one of them had a stolen car washed.",
  },
  {
    title: "Against the open office",
    description: "Open offices make people talk less and not more, a columnist argues, and calls for doors.",
    text: "Everyone was to talk to everyone. That was the promise when the walls came down, and it sounded so friendly that nobody asked whether it was true.\nIt is not. When two companies moved to open floors, researchers hung badges on the staff that counted conversations: they fell by 70 percent. People put on headphones and wrote messages to the next desk.\nThe reason is simple. Who is always seen protects himself, and who hears everything hears nothing.\nGive us doors. Not to lock them, but to open them when somebody knocks.",
  },
  {
    title: "Ancient harbour found under car park",
    description:
      "Builders in Salona came upon a Roman quay with two ships, the best preserved that archaeologists of the region have seen.",
    text: "Under a car park in Salona archaeologists have found a Roman quay and two ships that lie beside it. Builders of an underground garage had come upon the stones in April.\nThe ships, twelve and nineteen metres long, date from the second century. Wet mud kept their wood so well that marks of the carpenters can be read, says the head of the dig, Mira Kos.\nOne still held its cargo: 300 jars of fish sauce and a chest with weights. It had probably burned.\nThe garage will not be built. The city wants to show the ships in a museum on the site.",
  },
  {
    title: "Insurer must pay for storm damage after all",
    description:
      "An insurer may not refuse to pay because a storm was measured kilometres away, the supreme court has decided in favour of a roofer.",
    text: "Whoever is insured against storms need not prove how hard the wind blew at his own house. The supreme court decided this on Tuesday in the case of a roofer from Lehm.\nIn 2021 a gust had torn the roof from his workshop. The insurer refused to pay, because the nearest weather station, 17 kilometres away, had measured only force seven.\nIt is enough that houses around were damaged too, the judges held. Otherwise those would be worse off who live far from a station.\nThe roofer gets 86,000 with interest. Consumer advocates expect that thousands of refusals will be looked at again.",
  },
  {
    title: "Fewer births than ever since counting began",
    description:
      "Last year 61,300 children were born in Norland, the fewest since 1871; couples name the cost of housing as the main reason.",
    text: "In Norland 61,300 children were born last year, fewer than in any year since counting began in 1871. That is four percent less than the year before, the statistical office reported on Thursday.\nA woman now has 1.31 children on average. To keep the number of people stable, 2.1 would be needed.\nIn a survey of 5,000 couples half of those without children said that they would like to have some. As the main reason for waiting they named the price of larger flats.\nThe minister for families announced a plan for the spring.",
  },
  {
    title: "Telescope sees first light of a young star",
    description:
      "Astronomers have for the first time watched a star in the moment when it began to burn hydrogen, 450 light years away.",
    text: "A star begins to shine only once, and nobody had seen it happen. Now astronomers at the Cerro Alto observatory have watched the moment when the core of a young star caught fire.\nThe object lies 450 light years away in a dark cloud. Over nineteen nights its light rose by a factor of six, and lines of burning hydrogen appeared in its spectrum, the team writes.\nModels had predicted a slower start, over many years. They will have to be corrected, says the leader of the group, Elena Prat.\nThe telescope was looking for something else: it was to count asteroids.",
  },
  {
    title: "City gives away 10,000 trees",
    description:
      "Households in Arden can order a free tree for their garden; the city hopes to lower summer temperatures by a degree.",
    text: "Whoever has a garden in Arden can have a tree for nothing. From Monday the city gives away 10,000 of them, of nine kinds, from the field maple to the wild cherry.\nOn the hottest days of last summer it was seven degrees warmer in the centre than at the edge of the forest. Most land that is free of buildings belongs to private people, so the city needs their help, says the head of the parks office.\nA gardener brings the tree and plants it. The owner must promise to water it for three years.\nWithin two days 3,400 orders came in.",
  },
  {
    title: "Coffee prices at highest level in 47 years",
    description:
      "Drought in the largest growing regions has made coffee dearer than at any time since 1977, and roasters announce higher prices.",
    text: "A pound of raw coffee cost 3.48 dollars on Wednesday, more than at any time since 1977. Since the beginning of the year the price has risen by 70 percent.\nIn the two countries that grow most coffee it rained too little for the second year in a row. Traders expect a harvest that is a tenth smaller than the last.\nRoasters have lived on their stocks so far. Three of the largest have now announced that they will raise their prices by up to a fifth in January.\nFarmers gain little from it: many sold their harvest in advance.",
  },
  {
    title: "Night train from Lund to Rome sold out at once",
    description:
      "All berths of the new night train between Lund and Rome were gone within hours, and the railway wants to order more carriages.",
    text: "The tickets for the night train from Lund to Rome were on sale for four hours, then there were none left. All berths until September are booked, the railway said on Friday.\nThe train is to run three times a week from May and takes 21 hours. It is the first direct connection between the two cities since 1991.\nA berth costs between 89 and 240. By plane the journey is cheaper in most weeks, as a comparison by a consumer magazine shows.\nThe railway wants to lease eight more sleeping cars. There are hardly any to be had in Europe.",
  },
  {
    title: "A village decides for itself",
    description:
      "In Lindal citizens chosen by lot decide on a quarter of the budget; after five years more people vote than ever.",
    text: "Every January the mayor of Lindal puts her hand into a drum and draws thirty names. Those whose names she draws decide what becomes of a quarter of the village's money.\nThe lottery was born of need. In 2019 only 38 percent had voted, and nobody wanted to be on the council any more.\nSince then the thirty have built a cycle path, closed an indoor pool that cost too much, and paid for a nurse. They meet on six Saturdays and get 50 a day.\nAt the last election 71 percent voted. The mayor believes that this is no accident.",
  },
  {
    title: "Ship runs aground off Skagen, crew safe",
    description:
      "A freighter with 2,100 tonnes of fertiliser is stuck on a sandbank near Skagen; no oil has leaked and the crew are ashore.",
    text: "A freighter ran aground on a sandbank off Skagen early on Thursday. The crew of eleven were taken off by helicopter and are unhurt.\nThe Maren Tide, 112 metres long, was carrying 2,100 tonnes of fertiliser from Riga to Ghent. Why she left the channel is not known; the weather was calm.\nNo oil has leaked so far, the coast guard said. A tug is to try to pull her free at high water on Friday.\nIf that fails, her fuel will be pumped out first.",
  },
  {
    title: "Learning a language at seventy",
    description:
      "Older people learn vocabulary more slowly but grammar just as well, a course with 180 pensioners in Brunn has shown.",
    text: "Too old for Portuguese? A study from Brunn says that there is no such thing.\nFor one year 180 people between 65 and 84 learned a language that was new to them, four hours a week. Psychologists tested them each month against students who took the same course.\nWords were harder for the older ones: they remembered about 60 of 100, the students 80. In grammar there was no difference, and in pronunciation they were even a little ahead.\nWhat helped most was sleep. Those who learned in the evening kept a third more.",
  },
  {
    title: "Water board bans lawn sprinklers",
    description:
      "With reservoirs at 31 percent, the water board of Cala forbids watering lawns and washing cars until it rains.",
    text: "In Cala lawns may not be watered and cars may not be washed from Saturday. The water board issued the ban because the three reservoirs of the region hold only 31 percent of what they could.\nIt has not rained since the beginning of May. If the drought goes on, there will be pressure only in the mornings and evenings from August.\nWhoever breaks the ban pays up to 600. Vegetable gardens are exempt, and so are trees in their first year.\nGolf courses may water their greens with treated waste water, which has led to complaints.",
  },
  {
    title: "The code that runs on a potato",
    description:
      "A student has written an operating system of four kilobytes that runs on processors from 1978, and thousands want to try it.",
    text: "The joke is old: this program would run on a potato. Wen Li took it seriously, bought a processor from 1978 for two dollars and began to write.\nThe result is called Tuber and has 4,012 bytes. It can read files, draw letters on a screen and run two programs at a time.\nLi, who studies in Graz, did it to understand what a computer really needs. Most of what she learned in lectures was not necessary, she says.\nThe code is free. In a week it was copied 40,000 times, and somebody has indeed connected it to a battery of potatoes.",
  },
  {
    title: "Mayor of Torrent resigns over flats",
    description:
      "The mayor of Torrent has stepped down after it became known that relatives of his got city flats at half the usual rent.",
    text: "The mayor of Torrent, Pau Ferrer, resigned on Sunday evening. A newspaper had reported that four of his relatives live in flats of the city for half of the usual rent.\nFerrer said that he had not known of two of the contracts. He asked the citizens for forgiveness and denied having broken the law.\nThe public prosecutor is looking into the case. In Torrent 2,600 families are waiting for a flat of the city.\nUntil the election in May his deputy, Clara Mas, will lead the town hall.",
  },
  {
    title: "Concrete that heals itself",
    description:
      "Bacteria in the concrete of a tunnel wall close cracks with lime; after two winters the wall is still tight.",
    text: "Cracks are the beginning of the end of every wall of concrete. In a tunnel near Stans they close by themselves.\nBuilders mixed spores of bacteria into the concrete, together with something that they feed on. When water enters a crack, the bacteria wake, eat and give off lime, which fills the gap within three weeks.\nAfter two winters engineers have now examined 30 metres of the wall. Of 58 cracks 54 had closed; in the ordinary concrete beside it all had grown.\nThe mixture costs twice as much. If walls last thirty years longer, it pays.",
  },
  {
    title: "Referee stops match after racist shouts",
    description:
      "The match between Porta and Unidos was broken off in the 61st minute because spectators had insulted a player; Porta may lose the points.",
    text: "The league match between Porta and Unidos ended in the 61st minute on Saturday. Referee Dana Holm sent the teams to the dressing rooms after spectators had insulted the striker Ike Obi with racist shouts for the third time.\nUnidos was leading 2-1. The league will decide on Wednesday how the match is counted; Porta may lose the points and has to expect a match without spectators.\nPolice took the names of nine men. The club has banned them for life.\nObi wrote that he had wanted to go on playing, but not like that.",
  },
  {
    title: "Museum returns 119 bronzes",
    description:
      "The museum of Haarn gives back bronzes that soldiers looted in 1897; a third of them will stay on loan.",
    text: "The ethnographic museum of Haarn gives 119 bronzes back to the kingdom from which soldiers took them in 1897. A contract was signed on Monday.\nThe heads, plates and animals are among the finest works of West African art. For decades the museum had refused to speak of a return.\nOwnership passes at once. Eighty pieces will travel in autumn; the others stay in Haarn as loans for ten years, for which the museum pays.\nThe king's envoy said that the ancestors had waited long enough.",
  },
  {
    title: "How much sleep do teenagers need?",
    description:
      "Teenagers need eight to ten hours but get fewer than seven; starting school an hour later gives them forty minutes more, studies show.",
    text: "Between thirteen and eighteen, the body wants to go to bed late and to get up late. The hormone that makes us tired is released two hours later than in children.\nDoctors recommend eight to ten hours of sleep at that age. On school days most teenagers get less than seven.\nThe remedy that works best is also the simplest. Where schools started an hour later, pupils slept forty minutes longer, as eleven studies found, and they had fewer accidents and better marks.\nScreens matter less than many believe: switching them off brought nine minutes.",
  },
  {
    title: "Farmers block motorway with tractors",
    description:
      "Hundreds of tractors closed the A4 for six hours in protest against the end of cheap diesel for farms.",
    text: "Some 700 tractors blocked the motorway A4 near Brod on Monday from six in the morning. Traffic jams reached a length of 23 kilometres.\nThe farmers protest because the government wants to abolish the lower tax on diesel for farms. For an average farm that means 3,900 a year, their association says.\nAt noon the agriculture minister came to talk to them. He was booed, but promised to look at the plan once more.\nThe blockade was lifted after six hours. If nothing happens by Friday, they want to come back.",
  },
  {
    title: "Twelve rules for a kitchen knife",
    description:
      "A good kitchen knife lasts decades if it is washed by hand, kept off glass and drawn over a steel each week, says a cutler.",
    text: "Ask a cutler what ruins knives, and he will name the dishwasher before you have finished. Heat and salt eat the edge, and knocking against plates does the rest.\nGregor Hahn has sharpened knives in Solin for forty years. Wash them by hand, he says, dry them at once and never cut on glass or stone.\nA steel does not sharpen: it straightens the edge, which bends in use. Ten strokes a week are enough, and a whetstone twice a year.\nExpensive need not be good. His own knife cost 22 and is older than his daughter.",
  },
  {
    title: "Quake destroys old town of Bergama Dar",
    description:
      "An earthquake of magnitude 5.9 has killed at least four people and wrecked most of the old town of Bergama Dar.",
    text: "At least four people died when an earthquake shook the region of Bergama Dar on Friday at 5.12 a.m. Some 90 were hurt, eleven of them badly.\nThe geological service measured a magnitude of 5.9. Most houses in the old town, which are of unbaked brick, fell down or cannot be lived in.\nThe army has put up tents for 6,000 people on the sports ground. Nights are cold at 1,400 metres.\nRescuers are looking for a family of three, whose house has collapsed in Mill Lane.",
  },
  {
    title: "Startup wants to cool houses with paint",
    description:
      "A white paint that radiates heat into space keeps roofs six degrees below the air; the first thousand buckets are sold.",
    text: "On the roof of a school in Almer the thermometer shows 29 degrees, though it is 35 in the shade. The roof has been painted with what the start-up Albedo calls the whitest white there is.\nThe paint reflects 98 percent of sunlight. What heat is left it gives off in a band of infrared to which the air is transparent, so that it escapes into space.\nBelow the roof it was four degrees cooler in summer, the school says, and its bill for electricity was a third lower. In winter the effect is a drawback.\nAlbedo has sold a thousand buckets. The paint costs five times as much as ordinary white.",
  },
  {
    title: "Central library reopens with a roof garden",
    description:
      "After four years of rebuilding the central library of Oster has twice as many seats, a roof garden and hours until midnight.",
    text: "The central library of Oster opens its doors again on Saturday. Rebuilding took four years and cost 48 million.\nThere are now 1,100 places to read and work, twice as many as before, and on the roof a garden with a view of the harbour. Books can be borrowed until midnight, since machines do most of the work.\nThe number of books on shelves has shrunk by a third. They stand in a store outside the city and can be had within a day, which some readers regret.\nOn the first weekend 40 authors will read.",
  },
  {
    title: "Drug for migraine fails in trial",
    description:
      "Shares of Nervana fell by half after its migraine drug did no better than a placebo in 1,900 patients.",
    text: "The hopes of the drug maker Nervana have been dashed. Its remedy for migraine worked no better than a placebo in a trial with 1,900 patients, the company had to admit on Thursday.\nThose who took the drug had 1.9 days of migraine less a month; those who took sugar pills 1.8. Two smaller trials had looked much better.\nThe shares lost 52 percent. Nervana will end the programme, on which it had spent 340 million, and cut a quarter of its staff.\nAnalysts say that the strong effect of placebos is a problem in all studies of pain.",
  },
  {
    title: "A walk through the city of smells",
    description:
      "A guide leads blind and sighted visitors through the old town of Marsa by nose, from the tannery to the bakers.",
    text: "Close your eyes, says the guide, and now breathe in. Leather, says one. Dead animal, says another.\nSelma Aziz has been blind since she was nine. Twice a week she leads groups through the old town of Marsa that are to see nothing: they get a mask for the eyes and a rope for the hand.\nThe way goes from the tannery past the spice merchants to the street of the bakers, where it is always warm. Whoever takes off the mask has lost.\nMost of those who come can see. They are surprised at how large the city is, Aziz says.",
  },
  {
    title: "Data leak at clinic group",
    description:
      "Findings of 87,000 patients of the Sanita clinics stood open on the internet for seven weeks because of a wrong setting.",
    text: "Names, dates of birth and findings of 87,000 patients of the Sanita clinics could be seen by anyone on the internet for seven weeks. The group of clinics confirmed it on Tuesday.\nA service company had set up a server wrongly when it moved it in September. A student came upon the data by chance and reported it.\nWhether others saw them is not known: the server kept no records. Sanita has informed the patients by letter.\nThe data protection office examines a fine. It can amount to 4 percent of sales, some 30 million.",
  },
  {
    title: "Women's team wins first gold for Sabra",
    description:
      "Sabra's four rowers have won the first Olympic gold medal in the country's history, by seven hundredths of a second.",
    text: "Seven hundredths of a second made history. The women's four of Sabra won the Olympic final in rowing on Saturday, and with it the first gold medal that the country has ever won.\nAt the halfway mark they had been fourth. Then Lila Haddad, Noor Saleh, Mona Aziz and Dalia Karam passed one boat after another.\nThe four learned to row on a reservoir, where fishermen at first threw stones at them. Their coach drives a bus.\nThe president declared Monday a holiday.",
  },
  {
    title: "What the tax reform changes",
    description:
      "The reform exempts the first 14,000 of income, merges five brackets into three and taxes inheritances above two million.",
    text: "From next year the first 14,000 of income are free of tax, instead of 11,200. That is the core of the reform that the government adopted on Wednesday.\nFive brackets become three: 20, 32 and 43 percent. Someone who earns 30,000 will pay 740 less a year, someone who earns 200,000 about 2,100 more.\nInheritances above two million are taxed for the first time since 1998. Family businesses are exempt if they are carried on for ten years.\nThe reform costs the state 3.1 billion. How the gap is to be filled was left open.",
  },
  {
    title: "Salmon swim past dismantled dam",
    description:
      "Only a year after the dam at Kell was removed, salmon spawn 80 kilometres farther up the river than before.",
    text: "The excavators had hardly left when the salmon came. A year after the dam at Kell was taken down, biologists have counted 214 of them above the place where it stood.\nFor 91 years the wall had barred the river. Fish ladders, built twice, had not helped.\nSome of the salmon swam 80 kilometres farther, into streams where only old people could remember any. In November the first spawned there.\nThe power that the dam had given is made by three wind turbines. Two more dams on the river are to go by 2030.",
  },
  {
    title: "Bank of Torvald cuts rates by half a point",
    description:
      "The central bank of Torvald has lowered its key rate to 2.5 percent, more than expected, because the economy is shrinking.",
    text: "The central bank of Torvald lowered its key interest rate by half a percentage point to 2.5 percent on Thursday. Most economists had expected a quarter of a point.\nThe economy has shrunk for two quarters, governor Nils Oster said, and inflation was no longer a worry at 1.6 percent. More cuts may follow.\nThe krone fell by one percent against the euro. Shares of builders rose.\nFor a house loan of 300,000 with a variable rate the cut means about 120 less a month.",
  },
  {
    title: "My year without an airplane",
    description:
      "A reporter crossed a continent by train, ferry and bus for a year and found that time was lost and friends were gained.",
    text: "On the first of January I promised not to fly for a year. I am a travel reporter, and my editor laughed.\nI went to eleven countries all the same, by train, ferry and bus, once on a cargo ship. It took 61 days in all, which I would otherwise have spent at a desk.\nIn return I met people. In a compartment between Sofia and Istanbul a dentist treated my tooth; I still write to her.\nI have booked a flight since, to see my mother. It was quick, and I remember nothing of it.",
  },
  {
    title: "Fire at recycling plant under control",
    description:
      "Firefighters have got a blaze at a plastics recycler in Mohr under control after 30 hours; residents may open windows again.",
    text: "The fire at the recycling plant in Mohr is under control. After 30 hours only nests of embers remained on Sunday evening, the fire service said.\nOn Saturday some 2,000 tonnes of plastic waste had caught fire, probably because of a battery among them. The smoke could be seen at a distance of 40 kilometres.\nThe 9,000 residents may open their windows again. Measurements had shown no dangerous amounts of poison in the air.\nFour firefighters were treated for exhaustion. The damage runs to millions.",
  },
  {
    title: "A satellite made of wood",
    description:
      "The first satellite with a body of magnolia wood has survived six months in orbit and is to burn up without leaving metal dust.",
    text: "Wood does not rot in space, because nothing lives there, and it does not burn, because there is no air. So why not build with it?\nStudents of the university of Kita did: their satellite, a cube with sides of ten centimetres, has walls of magnolia, joined without screws or glue. Since May it has been circling the earth.\nSensors inside show that the wood has shrunk by less than a tenth of a millimetre, the students reported on Monday. Changes between plus and minus a hundred degrees have not hurt it.\nOrdinary satellites leave particles of metal in the upper air when they burn up. A wooden one leaves steam and ash.",
  },
  {
    title: "Bus drivers needed, 400 lines thinned out",
    description:
      "Because 1,100 drivers are missing, the transport association reduces service on 400 bus lines from October.",
    text: "From October buses will run less often on 400 lines in the region. The transport association lacks 1,100 drivers, and the sick leave of those who are left is at a record.\nOn most lines every third bus is dropped in the evening and at weekends. School buses are to run as before.\nA driver earns 2,700 a month at the beginning. The union says that shifts of thirteen hours with unpaid breaks keep applicants away.\nThe association now recruits in four countries and pays for the licence.",
  },
  {
    title: "Glass eels by the million for the Elve",
    description:
      "Fishermen have released 1.2 million young eels into the Elve to save a species whose numbers have fallen by 98 percent.",
    text: "They are as long as a finger, as thin as a noodle, and one can see through them. Fishermen let 1.2 million glass eels into the river Elve on Tuesday.\nThe eel is threatened with extinction: only two of a hundred young ones reach the coasts of Europe that did in 1980. Turbines, parasites and smugglers share the blame.\nThe young eels were caught in the Atlantic surf and flown in. In ten to fifteen years they will swim back to the ocean to spawn, if they find a way through the weirs.\nWhether stocking helps is disputed among scientists. There are hardly any better ideas.",
  },
  {
    title: "New rules for electric scooters",
    description:
      "From April riders of electric scooters need a helmet and insurance, and may no longer park on pavements.",
    text: "Electric scooters must have a number plate and insurance from April, and their riders a helmet. The transport ministry published the new rules on Friday.\nParking on pavements will be forbidden. Towns must mark places for scooters, at least one for every 300 inhabitants.\nLast year 31 people were killed on scooters and more than 9,000 were hurt, twice as many as three years before. Doctors had long called for helmets.\nThe hiring companies expect to lose a third of their customers. One has already announced that it will withdraw from small towns.",
  },
  {
    title: "Orchestra plays for cows",
    description:
      "Musicians gave a concert in a cowshed near Lomm to learn whether music calms animals; milk yields rose by three percent.",
    text: "The audience chewed. When the twelve musicians of the Lomm chamber orchestra sat down in the cowshed of the Hansen farm, a hundred and twenty heads turned to them.\nThey played Mozart and Haydn, an hour a day for a week. A veterinary school measured pulse, movement and milk.\nThe cows lay down sooner and gave three percent more milk, the school reports. With rock music from loudspeakers there was no such change, nor with Mozart from loudspeakers.\nPerhaps it was simply the visit, the scientists admit. A second trial with silent musicians is planned.",
  },
  {
    title: "Verdict in the dam trial",
    description:
      "Three managers must go to prison for the dam break at Rio Claro, in which 87 people died in 2018.",
    text: "Seven years after the dam break at Rio Claro a court has sentenced three managers of the mining company Ferrum to prison terms of between six and eleven years. Eighty-seven people died in the flood of mud.\nThe managers knew from two reports that the dam was not stable, the judge said. They had hidden the reports from the authorities because repairs would have stopped production.\nFour other defendants, engineers, were acquitted. Relatives of the dead applauded and wept.\nFerrum has paid 1.6 billion in damages so far. All three want to appeal.",
  },
];
