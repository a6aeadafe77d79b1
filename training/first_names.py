"""Writes the reader's table of first names: ``python -m training.first_names``.

From the United States Census Bureau's frequently occurring first names (1990, public domain; shipped in
the PyPI package ``names``): those that at least nine in ten of their bearers share a sex in. Names that
are common elsewhere and rare there are listed in ``WORLD``.
"""

from pathlib import Path

import names

OUT = Path(__file__).parents[1] / "src/onrecord/reading/first_names.txt"
LEAST = 0.9
WORLD = {
    "he": """
    abdul abdullah abiy aleksandar aleksander alexei alexey amadou amir anatoly andriy andrii anders andrei andrej
    anton anwar arkady arseniy ashraf aung aziz bashar benyamin bjorn bogdan boris borys branko carlos chidi
    chukwuemeka cyril danylo dariusz deepak denys diego dmitri dmitriy dmitry dmytro donald dragan ehud elon emeka
    emmanuel emmerson enrique evgeny fabio faisal farid federico felipe ferdinand fernando filip francesco
    francois françois friedrich fumio fyodor gamal gennady geert georgi georgios gerhard giorgi giorgos giovanni
    giuseppe goran gotabaya guillaume gunther gustavo hakan hamid hans haruki hassan heinz helmut hendrik hideo
    hiroshi hossein hugo hussein ibrahim igor ihor ilham ilya imran ismail ivan ivica jaap jacek jacques jair jakob
    jamal jan janez jaroslaw javier jens jiri joao joão johan johannes jorge josef jose josé joko joseph juan jurgen
    karel karim karl kazimierz kenji kenzo khalid khalifa kiril kirill kofi konstantin kwame lars laszlo
    lech leonid leopold lionel lorenzo luca luis luiz lukas maciej mahamadou mahathir mahmoud manmohan manuel marcin
    marek mario mateusz matteo mehdi mehmet michel miguel mihai mikhail miklos milan milos mikheil moshe mirko mohamed
    mohammad mohammed mohamud muhammad muhammadu mustafa mykhailo mykola naftali narendra nasser nayib
    nelson nicolae nikita nikol nikola nikolai nikolaos nils nizar olaf oleg oleh oleksandr oleksii oleksiy olexiy
    olivier olusegun omar osama otto pablo paolo pavel pavlo pedro petar petr petro pierre piotr pyotr radoslaw rafael
    rahul rajesh rajiv ramzan raul raúl recep rishi roberto rodrigo romano ruslan saad salman sanjay sebastian sergei
    sergey sergio serhii serhiy shigeru shinzo sigmar slobodan stanislav stefan stepan sunil sven taras tariq
    tayyip tedros thabo theo tomas tomasz toomas tibor umaro vaclav valentyn valery valeriy valerii vasyl viktor
    vitali vitaliy vitalii vladimir vladislav volodymyr vuk vyacheslav wladyslaw wojciech wolfgang xavier yahya yair
    yasser yevgeny yitzhak yoshihide yoweri yuri yuriy yurii yves yusuf zoran zbigniew
    """,
    "she": """
    agnieszka aisha aleksandra amina anastasia anastasiia angela anna annalena anneliese annegret antonina aung-san
    beata benazir bertha birgit brigitte carmen catarina chiara claudia daria dariia dilma dominika ekaterina
    elena elif elisabetta elke elzbieta emine eszter ewa fatima fatou francesca galina giorgia giulia greta halina
    halyna hanna heike helle ines inga ingrid inna ioanna irina iryna isabel isabelle ivana jadwiga jacinda joanna
    kamala katarzyna kateryna khadija ksenia lakshmi larisa larysa leila liudmyla ludmila lyudmyla magdalena
    maia maja malala malgorzata małgorzata margrethe maria mariam mariana marina mariya marta maryna mette michelle
    mireille monika nadezhda nadia nadiia nana natalia nataliia natalya nicola ngozi noor oksana olena olga olha
    petra priya roksolana rosalia salome samia sanna sevgil sofia solomiya sonia svetlana svitlana
    tatiana tetiana ursula valentina vaira vera verica veronika viktoriia viktoriya violeta vjosa xiomara
    yevheniia yingluck yulia yuliia yuriko zainab zeynep zhanna zuzana zsuzsanna
    """,
}


def main() -> None:
    share: dict[str, dict[str, float]] = {"he": {}, "she": {}}
    for gender, key in (("he", "first:male"), ("she", "first:female")):
        for line in Path(names.FILES[key]).read_text().splitlines():
            name, frequency, *_ = line.split()
            share[gender][name.lower()] = float(frequency)
    lines = []
    for gender, other in (("he", "she"), ("she", "he")):
        world = WORLD[gender].split()
        sure = {n for n, x in share[gender].items() if x / (x + share[other].get(n, 0.0)) >= LEAST}
        clash = set(WORLD[other].split())
        lines.append(f"{gender} " + " ".join(sorted((sure | set(world)) - clash)))
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
