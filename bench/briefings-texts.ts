// Texts for the summary benchmark, written for this project: invented news, three reports each, and a summary written from them by hand before any generator was run on them.

export type Cluster = { topic: string; reference: string; documents: { title: string; text: string }[] };

export const clusters: Cluster[] = [
  {
    topic: "bridge closure in Velden",
    reference:
      "The Kessel bridge in Velden is closed to all traffic after engineers found cracks in two of its steel hangers. It carries 41,000 vehicles a day, and repairs will take at least five months and cost about 18 million. A ferry for pedestrians and cyclists starts on Thursday, while lorries must go round by Ostheim, 34 kilometres further. Shopkeepers on the left bank demand help from the city.",
    documents: [
      {
        title: "Kessel bridge closed at once",
        text: "The city of Velden closed the Kessel bridge on Tuesday evening after engineers discovered cracks in two of the steel hangers that carry its deck. Police turned back the last cars shortly before seven.\nThe bridge, built in 1961, is crossed by 41,000 vehicles a day. City engineer Marlies Toth said that the cracks were up to nine centimetres long and that nobody could say how fast they would grow.\nAn inspection eighteen months ago had found rust but no damage to the hangers. Toth said that repairs would take five months at the least.",
      },
      {
        title: "What the bridge closure means for commuters",
        text: "Anyone who wants to cross the river in Velden must be patient. Cars are sent over the motorway bridge, where queues of an hour formed on Wednesday morning. Lorries have to drive round by Ostheim, which adds 34 kilometres.\nFrom Thursday the city runs a ferry for pedestrians and cyclists between the fish market and the left bank, every ten minutes and free of charge. It takes 120 people.\nThe railway puts on two more trains in the morning. Employers were asked to let people work from home where they can.",
      },
      {
        title: "Traders on the left bank fear for their business",
        text: "On the left bank of Velden the shops are empty. Since the Kessel bridge was closed because of cracks in its hangers, says bookseller Jan Orlov, every second customer has stayed away.\nForty traders wrote to the mayor on Thursday and demanded help from the city: lower rents for market stalls, free parking, and a share of the losses. The mayor promised an answer by next week.\nThe repair of the bridge is expected to cost 18 million. Half of it is to come from the state, which has not agreed yet.",
      },
    ],
  },
  {
    topic: "measles outbreak in Harwick county",
    reference:
      "Measles has infected 63 people in Harwick county, most of them children who were not vaccinated, and two are in intensive care. The outbreak began at a youth camp in July. The county has opened vaccination points in schools and closed two kindergartens. Only 81 percent of the county's children have had both doses, while 95 percent are needed to stop the disease from spreading.",
    documents: [
      {
        title: "Measles cases in Harwick rise to 63",
        text: "The number of people with measles in Harwick county has risen to 63, the health office said on Monday, eleven more than on Friday. Fifty-four of them are children, and all but three had not been vaccinated.\nTwo children are in intensive care in the university hospital. Their condition is stable, the hospital said.\nThe county closed two kindergartens for three weeks. Parents who do not have their children vaccinated must keep them at home.",
      },
      {
        title: "How the outbreak began",
        text: "Health officers have traced the measles outbreak in Harwick county to a youth camp at Lake Imber in July. A counsellor had come back from a journey with a fever, which he took for a cold.\nWithin two weeks nineteen of the eighty campers fell ill. From them the virus came into three schools.\nMeasles is among the most contagious diseases that there are: one patient infects up to eighteen others who have no protection. It stays in the air of a room for two hours.",
      },
      {
        title: "Vaccination points open in schools",
        text: "In Harwick county people can be vaccinated against measles in six schools from Wednesday, without an appointment and free of charge. Doctors hope to reach families who have put it off.\nOnly 81 percent of the county's children have had both doses. To stop the disease from spreading, 95 percent are needed, says Dr. Lena Brook of the health office.\nThe county has ordered 9,000 doses. On the first day of a trial in Harwick town 340 people came, more than half of them adults.",
      },
    ],
  },
  {
    topic: "space telescope Auriga",
    reference:
      "The space telescope Auriga has sent its first image after seven months of trouble with its mirror. The picture shows a galaxy 31 million light years away in more detail than any before it. Engineers had freed a jammed mirror segment by warming it in the sun for nine days. Auriga will now search for water in the air of planets around other stars.",
    documents: [
      {
        title: "Auriga sends first image",
        text: "Seven months after its launch the space telescope Auriga has sent its first image. It shows the galaxy NGC 4111, 31 million light years away, with single stars that no telescope had been able to tell apart.\nScientists in the control centre at Tern wept and embraced when the picture built up on the screen on Saturday night. “It is sharper than we had dared to promise,” said project leader Ines Okafor.\nThe telescope cost 2.9 billion and was eleven years in the making.",
      },
      {
        title: "How engineers saved the Auriga telescope",
        text: "For months it looked as if the Auriga space telescope would stay half blind. One of the eighteen segments of its mirror had jammed while unfolding, and every attempt to move it failed.\nThen an engineer proposed to turn the telescope so that the sun would shine on the hinge. For nine days the joint was warmed, by 40 degrees in all. On the tenth day a motor pushed, and the segment snapped into place.\nThe manoeuvre was risky, since sunlight on the camera would have destroyed it.",
      },
      {
        title: "What Auriga will look for",
        text: "With its mirror whole at last, the space telescope Auriga can begin the work that it was built for: the search for water in the air of planets that circle other stars.\nAstronomers have chosen 27 planets, all of them within 60 light years. When one passes in front of its star, light shines through its air, and water leaves a trace in that light.\nThe search is to last four years. The fuel would be enough for nine, if nothing else goes wrong.",
      },
    ],
  },
  {
    topic: "coffee prices",
    reference:
      "The price of coffee beans has reached its highest level in 27 years after frost and drought destroyed a fifth of the harvest in the highlands of Sarava. Roasters will raise their prices by 12 to 15 percent in the new year. Small farmers hardly profit because most sold their harvest in advance. Traders expect no relief before the harvest of the year after next, since new bushes take three years to bear.",
    documents: [
      {
        title: "Coffee is dearer than it has been for 27 years",
        text: "On the exchange in Marrow a pound of coffee beans cost 3.84 on Tuesday, more than at any time in 27 years. Since January the price has risen by two thirds.\nThe reason is the weather in the highlands of Sarava, where a third of the world's coffee grows. A frost in June and four months without rain destroyed about a fifth of the harvest.\nStocks in the ports have shrunk to the smallest amount since they have been counted.",
      },
      {
        title: "Roasters raise prices",
        text: "Drinkers of coffee must pay more from the new year on. The two largest roasters announced that their prices would go up by 12 to 15 percent in January.\nThey had held out for as long as their stores of cheap beans lasted, said a spokesman of Brand & Sons. These are used up now.\nA cup in a café will hardly become dearer for that reason: the beans make up only a tenth of its price, and rents and wages the most of it.",
      },
      {
        title: "Why small farmers do not profit from dear coffee",
        text: "One might think that Elena Quispe is glad. The coffee that she grows on two hectares in Sarava has never been worth as much. But she sold her harvest a year ago, at a fixed price, as most of the small farmers do.\nWho sells in advance gets money for fertiliser and school fees, and bears no risk when prices fall. This year it is the traders who gain.\nMany want to plant new bushes. These take three years until they bear, so that traders expect no relief before the harvest of the year after next.",
      },
    ],
  },
  {
    topic: "wolf attacks and sheep farming in Lower Arden",
    reference:
      "In Lower Arden wolves have killed 212 sheep this year, twice as many as last year, and the government will let hunters shoot animals that have crossed protective fences twice. Conservationists have gone to court against it. The state pays for electric fences and guard dogs, but farmers say that the payments come months late. About 90 wolves in eleven packs live in the region.",
    documents: [
      {
        title: "Government allows shooting of problem wolves",
        text: "In Lower Arden hunters may in future shoot wolves that have got over a protective fence twice and killed sheep behind it. The government decided so on Wednesday.\nThis year wolves have killed 212 sheep in the region, twice as many as in the year before. Minister Hugo Lang spoke of a compromise: “We protect the wolf, and we protect those who live by their animals.”\nEvery shot must be approved within 48 hours by the district. The rule holds for three years at first.",
      },
      {
        title: "Conservationists sue",
        text: "The nature league of Lower Arden went to court on Friday against the new rule on wolves. It says that in a pack nobody can tell which animal has killed the sheep, so that the wrong one would be shot.\nAbout 90 wolves live in the region, in eleven packs. For the population to be safe there would have to be 150, the league says.\nThe administrative court wants to decide on the urgent motion before the end of the month.",
      },
      {
        title: "With the shepherds of Lower Arden",
        text: "At dusk Katrin Weiss walks along her fence and checks the current. She keeps 600 sheep on the heath of Lower Arden, and lost fourteen of them in one night in April.\nThe state pays for electric fences and for guard dogs. But the money comes months late, says Weiss, and nobody pays for the hours that she spends on putting up fences.\nTwo of her neighbours have given up. Without sheep the heath would become forest within twenty years, and with it would go the larks.",
      },
    ],
  },
  {
    topic: "ransomware attack on the hospital of Tarn",
    reference:
      "Criminals have encrypted the computers of the hospital in Tarn and demand 4 million to release them. The hospital has cancelled all planned operations and sends emergencies to other towns; staff write on paper. The attackers came in through a supplier's account that had no second factor. Data of 130,000 patients may have been copied. The hospital refuses to pay and expects to restore its systems from copies within two weeks.",
    documents: [
      {
        title: "Hospital in Tarn paralysed by attack",
        text: "The hospital of Tarn has been without computers since Sunday night. Criminals encrypted its servers and demand 4 million for the key.\nAll planned operations are cancelled, said director Paul Nemec. Ambulances bring emergencies to Lisk and Orrin. In the wards, doctors and nurses write on paper and carry findings from floor to floor.\nNo patient has come to harm, according to the hospital. The police have set up a special commission with fourteen officers.",
      },
      {
        title: "Data of 130,000 patients may be stolen",
        text: "In the attack on the hospital of Tarn data of up to 130,000 patients may have been copied. The attackers published fifty findings on the internet on Wednesday to put pressure on the hospital.\nDirector Paul Nemec said that the hospital would not pay. “Whoever pays finances the next attack.” Patients will be told by letter if their data are among those published.\nThe commissioner for data protection has opened an inquiry.",
      },
      {
        title: "How the attackers got in",
        text: "The attackers of the hospital in Tarn came through a back door that should not have been open: the account of a supplier of laboratory devices, with a password and no second factor. Investigators found this out on Thursday.\nFrom there it took them eleven days to reach the servers. Nobody noticed, since the alarm system had been switched off for maintenance.\nThe copies of the data were kept apart and are intact. From them the hospital expects to restore its systems within two weeks.",
      },
    ],
  },
  {
    topic: "strike at Norrail",
    reference:
      "Train drivers of Norrail stopped work for 48 hours on Thursday, and three out of four long-distance trains do not run. The union demands shorter weeks of 35 hours at full pay; the company offers 37 hours and a rise of 6 percent. Talks broke down after nine hours, and a mediator is now to be called in. Travellers can use their tickets on any later day.",
    documents: [
      {
        title: "Train drivers strike for 48 hours",
        text: "The train drivers of Norrail stopped work at two o'clock on Thursday morning. Until Saturday three out of four long-distance trains do not run, and in the region every second one.\nThe union wants a week of 35 hours at full pay for those who work in shifts. Its chairman Bo Ekman said that 97 percent of the members had voted for the strike.\nIt is the third strike since September, and the longest.",
      },
      {
        title: "Talks at Norrail break down",
        text: "After nine hours of talks Norrail and the union of train drivers parted without a result on Wednesday. The company had offered a week of 37 hours from next year and a rise in pay of 6 percent.\n“More is not possible without cutting trains,” said the head of personnel, Siri Dahl. The union called the offer a step in the wrong direction.\nBoth sides agreed to call in a mediator. Names are not known yet.",
      },
      {
        title: "What travellers should know",
        text: "During the strike at Norrail tickets can be used on any later day until the end of the month, on slower trains too. Who does not travel gets the money back.\nThe company puts on buses between the four largest towns. Seats cannot be reserved. For commuters there is an emergency timetable, which is published at six in the evening for the next day.\nThe hotline has taken on 200 more people. Waiting times were up to forty minutes nevertheless.",
      },
    ],
  },
  {
    topic: "new museum of Sella",
    reference:
      "The new museum of modern art in Sella opens on Sunday, four years late and at 236 million twice as dear as planned. The architect Aya Mori has put it into a disused dam, whose tunnels hold 700 works. The first show is devoted to the painter Ruth Calder. The town hopes for 400,000 visitors a year, while critics complain of the road that was cut through a wood for them.",
    documents: [
      {
        title: "A museum in the dam",
        text: "Who enters the new museum of Sella walks into a mountain of concrete. Architect Aya Mori has built it into a dam that had been out of use since 1994: its tunnels have become galleries, and in the shaft of the turbine hangs a mobile of 30 metres.\nOn Sunday the house opens. It shows 700 works of modern art, most of them from the collection of the industrialist Leo Brandt.\nThe light comes from above, through the old sluices, and changes with the weather.",
      },
      {
        title: "Late, dear and admired",
        text: "Four years late and for 236 million, twice the sum that the citizens had voted for, the museum of modern art in Sella is ready. Water had come into the tunnels again and again, and two building firms went bankrupt.\nMayor Tessa Roth defended the cost. The town hopes for 400,000 visitors a year, who would bring 30 million to hotels and restaurants.\nCritics complain of the new road to the museum, for which four hectares of an old beech wood were felled.",
      },
      {
        title: "Ruth Calder's late fame",
        text: "The first show in the new museum of Sella belongs to a painter whom hardly anybody knew twenty years ago. Ruth Calder, who died in 1988, worked in a laundry and painted at night.\nAfter her death a nephew found 300 pictures in her flat, great fields of blue and rust. Today they fetch millions.\nThe museum shows 80 of them, together with her letters, until April. For the catalogue her diaries were transcribed for the first time.",
      },
    ],
  },
  {
    topic: "drought and water restrictions in Castra",
    reference:
      "The reservoirs of Castra are down to 19 percent after three dry winters, and from Monday water will be cut off at night. Households may use 100 litres a head and day, and filling pools or washing cars is forbidden. Farmers, who use three quarters of the water, must do with half. A desalination plant that would help is not ready before summer.",
    documents: [
      {
        title: "Castra cuts off water at night",
        text: "From Monday no water will flow from the taps of Castra between eleven at night and six in the morning. The regional government decided so after the reservoirs had sunk to 19 percent.\nEvery inhabitant may use 100 litres a day. It is forbidden to fill pools, wash cars or water lawns; fines go up to 3,000.\nThere has been too little rain for three winters. Meteorologists see no change before March.",
      },
      {
        title: "Farmers must do with half",
        text: "The orange growers of Castra get only half of their usual water from November. Farming uses three quarters of the region's water, and nowhere can more be saved, said the minister for the environment, Carla Ruiz.\nThe farmers' league warned that 40,000 trees would die. It demands money for new pipes, since a quarter of the water seeps away on its way to the fields.\nOn Saturday 2,000 tractors drove to the capital in protest.",
      },
      {
        title: "Waiting for water from the sea",
        text: "At the port of Castra a plant is being built that is to turn seawater into drinking water for 600,000 people. It should have been ready in spring. Now it is said that it will be summer.\nThe pumps come from abroad and are stuck at the customs. Until then tankers bring water from the north, at nine times the usual price.\nThe plant will need as much electricity as a town of 50,000. Solar panels are planned on the roofs of the port.",
      },
    ],
  },
  {
    topic: "school phone ban in Mirren",
    reference:
      "The schools of Mirren have banned mobile phones for pupils under 16 since August, and a first study finds more talk in the breaks but no better marks. Teachers report 30 percent fewer disruptions in lessons. Pupils lock their phones into pouches in the morning. The parents' council wants exceptions for long ways to school. The minister will decide in spring whether the ban becomes permanent.",
    documents: [
      {
        title: "First results of the phone ban",
        text: "Four months after mobile phones were banned from the schools of Mirren, researchers have asked 5,200 pupils and teachers how it works. They found that pupils talk and play more in the breaks, and that teachers count 30 percent fewer disruptions in lessons.\nMarks have not become better. “That would have been a surprise after so short a time,” said Professor Ada Lind, who led the study.\nThe ban holds for all pupils under 16. The minister for education will decide in spring whether it becomes permanent.",
      },
      {
        title: "A morning with pouches",
        text: "At ten to eight there is a clicking in the hall of the Elm school in Mirren. Six hundred pupils put their phones into grey pouches, which lock with a magnet and open again at two.\nThe pouches cost 16 each. Some pupils bring an old phone for the pouch and keep the new one, says headmaster Tom Reyes, and laughs. One cannot win against everybody.\nMost have got used to it. In the yard boys are playing chess, a thing that Reyes had not seen in twelve years.",
      },
      {
        title: "Parents want exceptions",
        text: "The parents' council of Mirren demands exceptions from the phone ban in schools. Children with a long way to school had to be reachable, said its chairwoman Olga Brenner, above all in winter when buses fail.\nIn a survey by the council 71 percent of the parents were for the ban, and 58 percent for exceptions.\nThe ministry points out that every school has an office with a telephone. Pupils who need their phone for medical reasons may keep it already.",
      },
    ],
  },
];
