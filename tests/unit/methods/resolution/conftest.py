"""A register of forty organisations, and the shipped model asked about it."""

import pytest

from technopole.methods import resolution
from technopole.methods.resolution import NameTable, Organisation, Resolver

_ROWS = """
fudan|Fudan University;复旦大学*zh;FDU*acronym|education|CN|Shanghai||fudan.edu.cn|
zhongshan|Zhongshan Hospital;复旦大学附属中山医院*zh|healthcare|CN|Shanghai|||fudan
huashan|Huashan Hospital;复旦大学附属华山医院*zh|healthcare|CN|Shanghai|||fudan
sjtu|Shanghai Jiao Tong University;上海交通大学*zh;SJTU*acronym|education|CN|Shanghai||sjtu.edu.cn|
ruijin|Ruijin Hospital;瑞金医院*zh|healthcare|CN|Shanghai|||
tongji|Tongji University;同济大学*zh|education|CN|Shanghai||tongji.edu.cn|
cas|Chinese Academy of Sciences;中国科学院*zh;CAS*acronym|government|CN|Beijing||cas.cn|
sic|Shanghai Institute of Ceramics;中国科学院上海硅酸盐研究所*zh|facility|CN|Shanghai|||cas
sioc|Shanghai Institute of Organic Chemistry;中国科学院上海有机化学研究所*zh|facility|CN|Shanghai|||cas
iop|Institute of Physics;中国科学院物理研究所*zh|facility|CN|Beijing|||cas
lab|State Key Laboratory of Genetic Engineering;遗传工程国家重点实验室*zh|facility|CN|Shanghai|||fudan
smee|Shanghai Micro Electronics Equipment;上海微电子装备（集团）股份有限公司*zh|company|CN|Shanghai|||
first-sh|Shanghai First People's Hospital;上海市第一人民医院*zh|healthcare|CN|Shanghai|||
people-bj|People's Hospital;第一人民医院*zh;北京第一人民医院*zh|healthcare|CN|Beijing|||
people-gz|People's Hospital;第一人民医院*zh;广州第一人民医院*zh|healthcare|CN|Guangzhou|||
mot|Ministry of Science and Technology;科学技术部*zh|government|CN|Beijing|||
peking|Peking University;北京大学*zh|education|CN|Beijing||pku.edu.cn|
utokyo|The University of Tokyo;東京大学*ja|education|JP|Tokyo|||
kyoto|Kyoto University;京都大学*ja|education|JP|Kyoto|||
zurich|University of Zurich;Universität Zürich*de;UZH*acronym|education|CH|Zurich|Zurich|uzh.ch|
eth|ETH Zurich;Eidgenössische Technische Hochschule Zürich*de|education|CH|Zurich|Zurich|ethz.ch|
goettingen|University of Göttingen;Georg-August-Universität Göttingen*de|education|DE|Göttingen|Lower Saxony|uni-goettingen.de|
unl|University of Nebraska–Lincoln;University of Nebraska, Lincoln*alias;UNL*acronym|education|US|Lincoln|Nebraska|unl.edu|
gatech|Georgia Institute of Technology;Georgia Tech*alias|education|US|Atlanta|Georgia|gatech.edu|
tsu|Tbilisi State University|education|GE|Tbilisi|||
mit|Massachusetts Institute of Technology;MIT*acronym|education|US|Cambridge|Massachusetts|mit.edu|
cambridge|University of Cambridge|education|GB|Cambridge|England|cam.ac.uk|
cavendish|Cavendish Laboratory|facility|GB|Cambridge|England||cambridge
oxford|University of Oxford|education|GB|Oxford|England|ox.ac.uk|
york-gb|University of York|education|GB|York|England|york.ac.uk|
york-ca|York University|education|CA|Toronto|Ontario|yorku.ca|
newcastle-gb|Newcastle University|education|GB|Newcastle upon Tyne|England||
newcastle-au|University of Newcastle|education|AU|Newcastle|New South Wales||
health-gh|Ministry of Health|government|GH|Accra|||
health-ke|Ministry of Health|government|KE|Nairobi|||
max|Max Planck Society;Max-Planck-Gesellschaft*de|nonprofit|DE|Munich|Bavaria|mpg.de|
biochem|Max Planck Institute of Biochemistry|facility|DE|Martinsried|Bavaria||max
inserm|Inserm;Institut National de la Santé et de la Recherche Médicale*fr|government|FR|Paris||inserm.fr|
nissan|Nissan Chemical Corporation (Japan)|company|JP|Tokyo|||
karolinska|Karolinska Institutet;Karolinska Institute*alias|education|SE|Stockholm||ki.se|
"""
_KINDS = {"alias": ("alias", ""), "acronym": ("acronym", "")}


def organisation(row: str) -> Organisation:
    key, names, kind, country, city, region, domain, parent = row.split("|")
    first, *others = names.split(";")
    named = [(first, "display", "en")]
    for other in others:
        name, _, mark = other.partition("*")
        named.append((name, *_KINDS.get(mark, ("label", mark))))
    return Organisation(
        key,
        named,
        types=(kind,),
        country=country,
        cities=(city,) if city else (),
        regions=(region,) if region else (),
        domains=(domain,) if domain else (),
        parents=(parent,) if parent else (),
    )


@pytest.fixture(scope="session")
def organisations() -> list[Organisation]:
    forty = [organisation(row) for row in _ROWS.strip().splitlines()]
    others = {
        "fudan": {"identifiers": ("013q1eq08", "grid.8547.e"), "label": "013q1eq08"},
        "tongji": {"identifiers": ("12100000425006133D",)},
    }
    gone = Organisation(
        "shmu", [("Shanghai Medical University", "display", "en")], ("education",), "withdrawn", "CN", ("Shanghai",)
    )
    bare = Organisation("bare", [("Example Foundation for Basic Oceanography", "display", "en")], partial=True)
    return [one._replace(**others.get(one.id, {})) for one in forty] + [gone, bare]


@pytest.fixture(scope="session")
def table(organisations: list[Organisation]) -> NameTable:
    return resolution.build(organisations)


@pytest.fixture(scope="session")
def resolver(table: NameTable) -> Resolver:
    return Resolver(table)


@pytest.fixture(scope="session")
def ids(resolver: Resolver):
    """The ids of the organisations that one text names, the likeliest first."""
    return lambda text, profile="complete": [one.organisation_id for one in resolver.resolve([text], profile)[0]]


@pytest.fixture(scope="session")
def best(resolver: Resolver, table: NameTable):
    """The id of the organisation that a text most likely means, however likely that is."""

    def ask(text: str) -> str | None:
        (meant,) = resolver.likely([text], 0.01)
        return table.organisation_id(max(meant, key=lambda number: meant[number])) if meant else None

    return ask
