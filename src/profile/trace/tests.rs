use super::*;

fn known() -> Population {
    let item = |difficulty| Item { difficulty, error: 0.3, count: 40.0 };
    Population { items: vec![item(-1.0), item(0.0), item(1.0)], skills: vec![0.0, 0.5], ..Population::default() }
}

fn answer(item: u32, skills: &[u32], time: f64) -> Answer<'_> {
    Answer { item, skills, time: Some(time) }
}

#[test]
fn right_answers_raise_the_chance_and_wrong_ones_lower_it() {
    let known = known();
    let mut person = Person::new(&known);
    let (_, wide, before) = person.margin(&known, answer(1, &[0], 0.0));
    person.learn(&known, answer(1, &[0], 0.0), true);
    let (_, narrow, after) = person.margin(&known, answer(1, &[0], 60.0));
    assert!(after > before && narrow < wide);
    for k in 0..3 {
        person.learn(&known, answer(1, &[0], 120.0 + f64::from(k)), false);
    }
    assert!(person.margin(&known, answer(1, &[0], 200.0)).2 < before);
}

#[test]
fn an_item_nobody_met_is_as_hard_as_its_skills_and_harder_items_are_less_likely() {
    let known = known();
    let person = Person::new(&known);
    let chance = |item, skills: &[u32]| person.margin(&known, answer(item, skills, 0.0)).2;
    assert!(chance(0, &[0]) > chance(1, &[0]) && chance(1, &[0]) > chance(2, &[0]));
    assert!((chance(99, &[0]) - chance(1, &[0])).abs() < 1e-6);
    assert!(chance(99, &[1]) < chance(99, &[0]));
}

#[test]
fn every_number_is_finite_whatever_comes() {
    let known = known();
    let mut person = Person::new(&known);
    for (k, time) in [Some(0.0), None, Some(-5.0), Some(1e15), Some(3.0)].into_iter().cycle().take(200).enumerate() {
        let skills: &[u32] = [&[][..], &[0], &[0, 1], &[7]][k % 4];
        let asked = Answer { item: k as u32 % 5, skills, time };
        assert!(person.features(&known, asked).iter().all(|x| x.is_finite()));
        person.learn(&known, asked, k % 3 == 0);
    }
    assert!(person.recent().count() <= person::RECENT);
}

#[test]
fn a_tree_goes_left_up_to_its_threshold_and_a_layer_without_anything_says_a_half() {
    let tree = Tree { nodes: vec![Node { feature: 1, threshold: 0.5 }], leaves: vec![-1.0, 1.0] };
    assert_eq!((tree.adds(&[0.0, 0.5]), tree.adds(&[0.0, 0.6])), (-1.0, 1.0));
    assert_eq!(Layer::default().chance(&[1.0]), 0.5);
}
