"""A small county with a quarrel in it: two groups of a village, mediators of three levels, two sides."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from models.base import CHINA
from models.dispute import Dispute
from models.dispute_filing import Story, file_dispute
from models.dispute_words import DisputeType
from models.people import Household, Person, Post, Role
from models.region import Level, Region
from models.stamp import Stamp, Via

MORNING = datetime(2026, 11, 24, 10, tzinfo=CHINA)
REGIONS = (
    ("50", "三台县", Level.COUNTY, None, "50."),
    ("501", "石安镇", Level.TOWN, "50", "50.501."),
    ("5011", "金鼓村", Level.VILLAGE, "501", "50.501.5011."),
    ("50111", "金鼓村一组", Level.GROUP, "5011", "50.501.5011.50111."),
    ("50112", "金鼓村二组", Level.GROUP, "5011", "50.501.5011.50112."),
)
# Name, household, group.
VILLAGERS = (
    ("李光明", "H1", "50111"),
    ("李光华", "H2", "50111"),
    ("李大嫂", "H2", "50111"),
    ("赵帅", "H3", "50112"),
    ("杜素琴", "H4", "50112"),
    ("李有田", "H5", "50111"),
    ("刘远", "H6", "50112"),
)
POSTS = (
    ("赵帅", Role.MEDIATOR, "5011", "50.501.5011.", "金鼓村说理小组"),
    ("杜素琴", Role.MEDIATOR, "5011", "50.501.5011.", "金鼓村说理小组"),
    ("李有田", Role.MEDIATOR, "5011", "50.501.5011.", "金鼓村说理小组"),
    ("青正友", Role.MEDIATOR, "501", "50.501.", "石安镇人民调解委员会"),
    ("苏正清", Role.MEDIATOR, "50", "50.", "三台县矛盾纠纷调处中心"),
    ("何书记", Role.VILLAGE_ADMIN, "5011", "50.501.5011.", ""),
    ("敬镇长", Role.TOWN_ADMIN, "501", "50.501.", ""),
    ("袁县长", Role.COUNTY_ADMIN, "50", "50.", ""),
)
STORY = Story(
    category=DisputeType.LAND,
    text="我砍了他三棵藤椒树，他就不肯换地",
    others=("我兄弟李光华",),
    wants="换两分地",
    place="李光华屋后头",
)


@dataclass(frozen=True)
class Quarrel:
    """The county and everybody in it by name."""

    session: Session
    people: dict[str, Person]

    def stamp(self, who: str | None, at: datetime = MORNING) -> Stamp:
        """Return somebody's stamp; the system's without a name."""
        person = self.people[who] if who else None
        return Stamp(person, Via.CHAT if who else Via.JOB, at)

    def file(self, *, at_risk: bool = False) -> Dispute:
        """Have 李光明 file against his brother."""
        return file_dispute(self.session, self.stamp("李光明"), replace(STORY, at_risk=at_risk))

    def taken(self) -> Dispute:
        """Return a dispute that 赵帅 has taken."""
        dispute = self.file()
        dispute.accept(self.stamp("赵帅"))
        return dispute

    def meeting(self, at: datetime) -> Dispute:
        """Return a dispute for which a meeting is fixed."""
        dispute = self.taken()
        dispute.schedule(self.stamp("赵帅"), at=at, place="村委会")
        return dispute


def make(session: Session) -> Quarrel:
    """Fill an empty database."""
    for code, name, level, parent, path in REGIONS:
        session.add(Region(code=code, name=name, level=level, parent_code=parent, path=path))
    session.flush()
    people = {name: Person(name=name) for name, *_ in (*VILLAGERS, *POSTS)}
    for name, household, group in VILLAGERS:
        if session.get(Household, household) is None:
            session.add(Household(number=household, head=name, region_code=group))
            session.flush()
        people[name].household_number = household
        people[name].region_code = group
    for name, role, code, path, group_name in POSTS:
        people[name].posts.append(Post(role=role, scope_code=code, region_path=path, group_name=group_name))
    session.add_all(people.values())
    session.flush()
    return Quarrel(session, people)
