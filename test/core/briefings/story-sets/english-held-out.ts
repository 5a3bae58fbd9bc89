// Reports in English that no rule was tuned on. A line is: event | title | text.
export const englishHeldOut: Record<string, string> = {
  "central banks": `
orland | Orland raises rates to 4.25 percent | The central bank of Orland raised its key rate by a quarter point to 4.25 percent on Thursday, the ninth increase in a row. Governor Mira Holt said inflation of 6.1 percent was still far too high.
orland | Ninth rise in a row takes Orland's rate to 4.25 | Borrowing in Orland becomes dearer again: the key interest rate went up to 4.25 percent on Thursday. With prices rising 6.1 percent a year, governor Mira Holt sees no end of the increases yet.
sarnia | Sarnia raises rates to 5.5 percent | The central bank of Sarnia raised its key rate by half a point to 5.5 percent on Thursday, the third increase in a row. Governor Karel Dvorak said inflation of 8.4 percent was far too high.
sarnia | Half a point more in Sarnia | Sarnia's central bank surprised markets on Thursday with an increase of half a percentage point to 5.5 percent. Inflation had climbed to 8.4 percent in May; governor Karel Dvorak spoke of a decisive step.
marano | Marano leaves rates at 3 percent | The central bank of Marano left its key rate unchanged at 3 percent on Thursday. Governor Luis Prado said inflation of 2.2 percent was close to the target.
housing | House prices in Orland fall for fourth month | House prices in Orland fell 0.8 percent in May, the fourth decline in a row, the statistics office said. Dearer loans keep buyers away. In the capital prices fell 1.3 percent.
housing | Orland's homes get cheaper | For the fourth month running homes in Orland have lost value: 0.8 percent in May, and 1.3 percent in the capital, says the statistics office, which blames expensive mortgages.
wages | Orland's teachers get 5 percent more | Teachers in Orland will earn 5 percent more from September. The ministry and the union agreed on Thursday after four months of talks. A strike planned for June is called off.`,
  courts: `
lorne | Ex-minister Lorne jailed for four years | Former transport minister Edgar Lorne was sentenced to four years in prison on Monday for taking bribes of 300,000 from a rail company. The court in Telo found that he had steered a contract for 40 trains.
lorne | Four years for bribes over trains | A court in Telo has sent Edgar Lorne, once minister of transport, to prison for four years. He took 300,000 from a rail company and saw to it that the order for 40 trains went there.
mayor | Ex-mayor Brandt jailed for two years | Former mayor Ulla Brandt was sentenced to two years in prison on Monday for taking bribes of 80,000 from a builder. The court in Lund found that she had steered a contract for 12 schools.
arson | Man found guilty of arson at Lund warehouse | A 34-year-old was found guilty on Monday of setting fire to a warehouse in Lund harbour. The court heard that he had been dismissed a week before. The sentence is to follow in June.
arson | Dismissed worker set Lund warehouse on fire, court finds | The fire in a warehouse at Lund harbour was arson: on Monday the court convicted a man of 34 who had lost his job there a week earlier. He will be sentenced in June.
privacy | Fine of 60 million for data broker Peregrin | The data protection authority has fined the broker Peregrin 60 million for selling the whereabouts of two million phones without consent. Peregrin wants to appeal.
privacy | Peregrin must pay 60 million over phone locations | Because it sold the location data of two million telephones, for which nobody had given consent, Peregrin has to pay a fine of 60 million. The company announced an appeal.
privacy2 | Fine of 9 million for shop chain Halden | The data protection authority has fined the chain Halden 9 million for filming 400 employees in break rooms without consent. Halden accepts the fine.`,
  accidents: `
ferry | Ferry runs aground off Holm, 212 brought ashore | A ferry with 212 people on board ran aground off the island of Holm on Sunday morning in fog. All were brought ashore by lifeboats; three had light injuries. The coastguard is looking for leaking oil.
ferry | Lifeboats rescue 212 from stranded ferry | In thick fog a ferry hit rocks off Holm on Sunday. Lifeboats took all 212 passengers and crew ashore, three of them slightly hurt. Whether oil is leaking is not known yet, the coastguard said.
train | Train derails near Holm, 38 hurt | A train with 190 people on board derailed near Holm on Sunday evening. 38 were hurt, two of them badly. The line to the capital is closed until Tuesday.
train | 38 injured as carriages leave the track | Two carriages of a regional train went off the rails near Holm on Sunday evening. 38 of the 190 travellers were injured. Until Tuesday no trains run to the capital.
bus | Bus overturns near Kerrow, 21 hurt | A bus with 46 people on board overturned near Kerrow on Sunday evening. 21 were hurt, four of them badly. The road to the coast was closed until Monday.
mine | Six miners freed after 30 hours | Six miners were freed on Sunday from the pit at Orr, 30 hours after a gallery had collapsed. They were cold and thirsty and otherwise well, the rescue leader said.
mine | Trapped miners at Orr are safe | After 30 hours underground six men are back at the surface: rescuers reached them on Sunday behind the fallen gallery of the Orr pit. Doctors found them thirsty and cold.
balloon | Balloon lands on motorway | A hot-air balloon with five people on board had to land on the A9 near Lisdale on Sunday evening when the wind dropped. Nobody was hurt. The motorway was closed for an hour.`,
  medicine: `
malaria | Malaria vaccine cuts cases by three quarters | A malaria vaccine from the University of Lowen reduced cases by 75 percent in a trial of 4,800 children in Burkina Faso, researchers reported in a journal on Tuesday. Side effects were mild.
malaria | Malaria shot shows 75 percent efficacy | Three out of four infections were prevented by a vaccine against malaria, a trial of the University of Lowen with 4,800 children in Burkina Faso shows. Fever was the most frequent side effect.
dengue | Dengue vaccine cuts cases by half | A dengue vaccine from the Sander Institute reduced cases by 52 percent in a trial of 16,000 adults in Brazil, researchers reported in a journal on Tuesday. Side effects were mild.
aspirin | Daily aspirin does not prevent dementia | Taking aspirin every day does not protect old people from dementia, a trial of 19,000 people over 70 found. After five years as many had fallen ill as without it.
aspirin | No help against dementia from aspirin, large study finds | Over five years doctors followed 19,000 people older than seventy. Those who took aspirin daily became demented as often as the others, they report.
sleep | Short sleep raises risk of diabetes | People who sleep less than six hours have a higher risk of diabetes, a study of 247,000 people found. Eating well did not make up for it, the researchers report.
hospital | Hospital in Telo closes its maternity ward | The maternity ward of the hospital in Telo closes at the end of June. There are too few midwives, the hospital said. Births move to Kerrow, 40 minutes away.
hospital | No more births in Telo from July | From July nobody will be born in Telo's hospital any more: its maternity ward shuts for want of midwives. The next one is in Kerrow, a drive of 40 minutes.`,
  "companies of one trade": `
recall1 | Northgate recalls 48,000 cars over brakes | Northgate Motors recalls 48,000 cars of the model Tern built in 2024 and 2025. A pipe of the brakes may rub through. Owners are asked to have it checked; the repair takes half an hour.
recall1 | Brake fault: 48,000 Terns must go to the garage | Because a brake pipe can chafe, Northgate Motors calls 48,000 of its Tern cars from 2024 and 2025 back to the garages. The exchange is free and takes about 30 minutes.
recall2 | Northgate recalls 9,500 vans over airbags | Northgate Motors recalls 9,500 vans of the model Heron built in 2025. An airbag may go off by itself. Owners are asked to have it checked; the repair takes two hours.
recall3 | Vela recalls 48,000 cars over seat belts | Vela recalls 48,000 cars of the model Lark built in 2024 and 2025. A buckle of the seat belts may open. Owners are asked to have it checked; the repair takes half an hour.
plant | Vela builds battery plant in Dunmore | Vela will build a battery plant in Dunmore for 1.8 billion. From 2029 some 2,300 people are to make cells for 400,000 cars a year there. The state pays 200 million.
plant | Dunmore wins Vela's battery factory | The carmaker Vela has decided: its battery cells are to come from Dunmore from 2029 on. 1.8 billion goes into the factory with 2,300 jobs, 200 million of it from the state.
strike | Strike stops Northgate's main plant | Nothing is built at Northgate's main plant in Ashford since Monday. Some 6,000 workers want 7 percent more pay. The company offers 3 percent and talks go on on Thursday.
strike | 6,000 down tools at Northgate in Ashford | The belts of Northgate Motors in Ashford stand still: 6,000 people struck on Monday for 7 percent more. Management, which offers 3, wants to talk on Thursday.`,
};
