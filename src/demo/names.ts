/** Given names of those who go by Frau or Ms. */
export const givenNamesOfWomen: readonly string[] = [
  ...["Anna", "Barbara", "Clara", "Dorothea", "Elena", "Franziska", "Gerda", "Hanna", "Irene"],
  ...["Johanna", "Katharina", "Leonie", "Magdalena", "Nora", "Ottilie", "Paula", "Rosa"],
  ...["Sabine", "Theresa", "Ursula", "Valerie", "Aylin", "Mira", "Yuki", "Zofia"],
];

/** Given names of those who go by Herr or Mr. */
export const givenNamesOfMen: readonly string[] = [
  ...["Anton", "Benedikt", "Christian", "David", "Emil", "Florian", "Georg", "Hubert", "Jakob"],
  ...["Konrad", "Lorenz", "Matthias", "Nikolaus", "Oskar", "Paul", "Raphael", "Stefan"],
  ...["Thomas", "Valentin", "Wolfgang", "Emre", "Goran", "Kenji", "Liam", "Marek"],
];

export const familyNames: readonly string[] = [
  ...["Auer", "Bauer", "Berger", "Brunner", "Eder", "Egger", "Fuchs", "Graf", "Gruber"],
  ...["Haas", "Hofer", "Huber", "Jovanović", "Kern", "Köhler", "Lang", "Lechner", "Leitner"],
  ...["Maier", "Moser", "Müller", "Novak", "Pichler", "Reiter", "Schmid", "Steiner", "Sommer"],
  ...["Tanaka", "Wallner", "Weber", "Whitfield", "Winkler", "Wolf", "Yıldız", "Zimmermann"],
];
