// Short reports for the tests of grouping, written for this project: events that neighbour each other in one subject, each told by two or three outlets.

export type Report = { event: string; title: string; text: string };
/** Topics of a reader: within each, reports share places, people and words, and still tell different events. */
export const topics: Record<string, Report[]> = {
  "harbour of Lund": [
    {
      event: "crane",
      title: "Crane topples in Lund harbour, two hurt",
      text: "A container crane fell onto the quay in Lund harbour on Tuesday night when a storm tore it from its rails. Two dockers were injured, one of them badly. The northern terminal is closed until the wreck has been cut up, the harbour master said.",
    },
    {
      event: "crane",
      title: "Storm tears crane off its rails",
      text: "Gusts of 120 kilometres an hour pushed a container crane from its rails at Lund's northern terminal during the night. It crashed onto the quay and hurt two dockers. Nobody can say yet how long the wreck will block the terminal.",
    },
    {
      event: "dredging",
      title: "Lund harbour to be dredged to 14 metres",
      text: "The fairway to Lund harbour will be deepened by two metres to 14 metres, so that the largest container ships can call. The regional council approved the 90 million project on Wednesday. Dredging starts in spring and takes two years.",
    },
    {
      event: "dredging",
      title: "Council approves deeper fairway for container ships",
      text: "With 31 votes to 14 the regional council agreed on Wednesday to deepen the fairway of Lund. For 90 million the bottom is dredged to 14 metres. Anglers and a nature group want to go to court against the dredging.",
    },
    {
      event: "strike",
      title: "Dockers in Lund walk out over night shifts",
      text: "About 600 dockers stopped work in Lund harbour on Thursday morning. Their union wants higher pay for night shifts and refuses the operator's plan to cut crews from six to four. Eleven ships are waiting outside.",
    },
    {
      event: "strike",
      title: "Eleven ships wait as Lund's dockers strike",
      text: "A strike of dockers has stopped loading at all three terminals of Lund. The union of harbour workers says that smaller crews on night shifts would cost lives; the operator calls the walkout illegal. Eleven ships lay at anchor on Thursday noon.",
    },
  ],
  "space flight": [
    {
      event: "launch",
      title: "Heron rocket reaches orbit at second try",
      text: "The Heron rocket of the start-up Kestrel reached orbit on Saturday, six months after its first flight ended in an explosion. It released four small satellites 500 kilometres up. Chief engineer Ines Falk spoke of the best ten minutes of her life.",
    },
    {
      event: "launch",
      title: "Kestrel puts four satellites into orbit",
      text: "Half a year after a failed first flight, Kestrel's Heron rocket has carried four small satellites to an orbit 500 kilometres high. The start-up is the second private company of Europe to manage that. Two more launches are planned this year.",
    },
    {
      event: "probe",
      title: "Probe finds water ice under the dust of Themis",
      text: "The probe Calypso has found ice of water some 30 centimetres below the surface of the asteroid Themis. Its drill brought up grains that turned to vapour in the instrument within seconds, the space agency reported on Monday.",
    },
    {
      event: "probe",
      title: "Asteroid Themis holds ice, drill samples show",
      text: "There is frozen water on the asteroid Themis. The space agency said on Monday that samples drilled by the probe Calypso from a depth of 30 centimetres evaporated at once when they were warmed. Astronomers had expected as much from spectra.",
    },
    {
      event: "debris",
      title: "Space station dodges debris of old rocket",
      text: "The crew of the space station sheltered in their capsules for an hour on Friday while the station was raised by two kilometres. A piece of an upper stage launched in 1994 had been forecast to pass within 300 metres.",
    },
    {
      event: "debris",
      title: "Astronauts take shelter as rocket part passes",
      text: "Seven astronauts waited in their capsules on Friday until a fragment of a rocket stage from 1994 had passed the space station. Engines had lifted the station two kilometres out of the way. It was the third such manoeuvre this year.",
    },
  ],
  "the central bank": [
    {
      event: "rates",
      title: "Central bank leaves interest rates at 3.5 percent",
      text: "The central bank of Orland kept its key rate at 3.5 percent on Thursday, as most economists had expected. Governor Hanne Moe said that inflation was falling but not fast enough. The next decision is due in January.",
    },
    {
      event: "rates",
      title: "Moe holds rates and waits for lower inflation",
      text: "Borrowers in Orland must wait for cheaper loans: the central bank left its key rate unchanged at 3.5 percent. Inflation of 3.1 percent was still too high, governor Hanne Moe told reporters on Thursday. Markets now bet on a cut in spring.",
    },
    {
      event: "coin",
      title: "Orland to abolish its smallest coins",
      text: "The one- and two-cent coins of Orland will no longer be minted from next year, the central bank announced on Friday. Making them costs more than they are worth. Shops are to round to five cents when customers pay in cash.",
    },
    {
      event: "coin",
      title: "Farewell to the cent: shops will round to five",
      text: "From next year prices paid in cash are rounded to five cents in Orland. The central bank stops minting one- and two-cent coins, of which each costs it almost four cents. Old coins stay valid for three years.",
    },
    {
      event: "bank",
      title: "Supervisors close Fjord Savings Bank",
      text: "Fjord Savings Bank may not do business any more. The central bank's supervisors closed it on Tuesday after they found loans of 210 million that will never be repaid. Deposits of up to 100,000 are insured and will be paid out within a week.",
    },
    {
      event: "bank",
      title: "Customers of Fjord Savings queue for their money",
      text: "Hundreds of people queued outside branches of Fjord Savings Bank on Wednesday, a day after supervisors had closed it over bad loans of 210 million. The insurance fund pays up to 100,000 to each customer within a week.",
    },
  ],
  football: [
    {
      event: "final",
      title: "Rovers beat Ashford on penalties to win cup",
      text: "Milton Rovers won the national cup on Saturday. After 120 minutes without a goal against Ashford United they won the shoot-out 5-4, in which goalkeeper Pavel Hruby saved twice before 61,000 spectators.",
    },
    {
      event: "final",
      title: "Hruby the hero as Rovers lift the cup",
      text: "Two saves by goalkeeper Pavel Hruby in the shoot-out gave Milton Rovers the cup against Ashford United. The final had stayed goalless for two hours. For Rovers it is the first cup in 41 years.",
    },
    {
      event: "coach",
      title: "Ashford United dismiss coach Brandt",
      text: "Ashford United parted with coach Lukas Brandt on Monday after eight games without a win in the league. His assistant takes over until Christmas. Brandt had led the club from the third division to the first.",
    },
    {
      event: "coach",
      title: "Brandt goes after eight games without a win",
      text: "Lukas Brandt is no longer coach of Ashford United. The club announced his dismissal on Monday; his assistant Jo Meyer will train the team until the winter break. Ashford stand second to last in the league.",
    },
    {
      event: "stadium",
      title: "Rovers plan stadium for 35,000 on old brewery site",
      text: "Milton Rovers want to build a stadium for 35,000 people where the brewery stood. The club showed drawings to residents on Tuesday. It would cost 160 million and open in 2030, if the city sells the land.",
    },
    {
      event: "stadium",
      title: "City to decide in June on Rovers' new stadium",
      text: "The city of Milton will decide in June whether it sells the brewery site to Rovers, who want to build a stadium with 35,000 seats there for 160 million. Residents fear the traffic, as they said at a meeting on Tuesday.",
    },
  ],
  "health in Harwick": [
    {
      event: "measles",
      title: "Measles cases in Harwick rise to 63",
      text: "The number of people with measles in Harwick county has risen to 63, the health office said on Monday, eleven more than on Friday. Fifty-four of them are children. Two children are in intensive care in the university hospital.",
    },
    {
      event: "measles",
      title: "Two children in intensive care as measles spreads",
      text: "Measles has now infected 63 people in Harwick county, most of them children who had not been vaccinated. Two are in intensive care. The health office closed two kindergartens on Monday for three weeks.",
    },
    {
      event: "hospital",
      title: "Harwick hospital to close its maternity ward",
      text: "The maternity ward of Harwick's district hospital closes at the end of March because it cannot find enough midwives. Women will have to give birth in the university hospital, 40 kilometres away. In the last year 410 children were born in the ward.",
    },
    {
      event: "hospital",
      title: "No more births in Harwick from April",
      text: "From April no children will be born in Harwick: the district hospital shuts its maternity ward for want of midwives. Doctors and mothers protested on Tuesday in front of the county hall against the 40 kilometres to the university hospital.",
    },
    {
      event: "water",
      title: "Boil water, health office tells 12,000 in Harwick",
      text: "About 12,000 people in the north of Harwick county must boil their tap water. The health office found coliform bacteria in a reservoir on Wednesday, probably washed in by heavy rain. Schools hand out bottled water.",
    },
    {
      event: "water",
      title: "Bacteria in Harwick's reservoir",
      text: "After days of heavy rain coliform bacteria have got into the drinking water of northern Harwick county. The health office advised 12,000 residents on Wednesday to boil water until the reservoir has been flushed and tested twice.",
    },
  ],
};
