BEGIN TRANSACTION;
CREATE TABLE bands (
	band INTEGER NOT NULL, 
	report_id TEXT NOT NULL, 
	PRIMARY KEY (band, report_id)
);
INSERT INTO "bands" VALUES(11,'rep_3');
INSERT INTO "bands" VALUES(12,'rep_3');
INSERT INTO "bands" VALUES(13,'rep_3');
CREATE TABLE entries (
	id INTEGER NOT NULL, 
	tx INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	report_id TEXT, 
	item_id TEXT, 
	body TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(tx) REFERENCES transactions (tx)
);
INSERT INTO "entries" VALUES(1,1,'report','rep_1',NULL,'{"id":"rep_1","external_id":null,"outlet":"Harbour Post","url":null,"title":"Deaths at the pier","language":null,"published_at":"2024-03-01T12:00:00Z","published_precision":null,"sections":[],"text":"Report 1. At least 3 fishermen were killed at the pier, the coast guard said.","revises":null,"date_evidence":[]}','734ecf315c8c277b54c86e55adbe9dae22de40b202c6252bd08baf47bf51d9a4');
INSERT INTO "entries" VALUES(2,1,'reading','rep_1','test 1','{"reader":"test 1","report":1,"mentions":1,"claims":1,"problems":0}','236dd4bd05bb420feb22e598864d09954338178c8bb0901fe9aff5eeb030eda0');
INSERT INTO "entries" VALUES(3,1,'mention','rep_1','m1','{"id":"m1","role":"main","type":"Attack","occurred_from":null,"occurred_to":null,"date_precision":"unknown","date_wording":null,"places":[],"initiators":[],"targets":[],"weapons":[],"span":[0,77]}','8b03bc57c5cb749c758bad23e61564232c6ba7d6d8d4bf2ab6e3783562792606');
INSERT INTO "entries" VALUES(4,1,'claim','rep_1','c1','{"id":"c1","kind":"harm","mention":"m1","span":[10,42],"quote":"At least 3 fishermen were killed","in":"text","attribution":{"speakers":[{"wording":"the coast guard","source":null,"kind":null}],"verb":"said","stance":"asserts","hedge":null},"said_at":"2024-03-01T12:00:00Z","harm":{"outcome":"killed","quantity":{"low":3,"high":null,"wording":"At least 3","hedge":"at_least"},"group":{"wording":"fishermen","status":"civilian","nationality":null,"affiliation":null,"sex":null,"age":null,"named":false},"scope":"total","part_of":null},"rule":null}','639cdcb3a786b65feea2fde48f90d62825c8a69849ee37cf020b78f762ec508a');
INSERT INTO "entries" VALUES(5,2,'report','rep_2',NULL,'{"id":"rep_2","external_id":null,"outlet":"Harbour Post","url":null,"title":"Deaths at the pier","language":null,"published_at":"2024-03-01T12:00:00Z","published_precision":null,"sections":[],"text":"Report 2. At least 3 fishermen were killed at the pier, the coast guard said.","revises":null,"date_evidence":[]}','f4cee6204f48d495f4073a52340742c6991d6dff833feda349243bffc4b181ab');
INSERT INTO "entries" VALUES(6,2,'reading','rep_2','test 1','{"reader":"test 1","report":5,"mentions":1,"claims":1,"problems":0}','3f4a574acbc9f8d26ed7643ea2bdd970351603d8fdaa40e1de4932bbdc70cf75');
INSERT INTO "entries" VALUES(7,2,'mention','rep_2','m1','{"id":"m1","role":"main","type":"Attack","occurred_from":null,"occurred_to":null,"date_precision":"unknown","date_wording":null,"places":[],"initiators":[],"targets":[],"weapons":[],"span":[0,77]}','ad9af5d5fd1809ddbd5192d59776527dc407a36ebdc7e42f95f27f2242620bbd');
INSERT INTO "entries" VALUES(8,2,'claim','rep_2','c1','{"id":"c1","kind":"harm","mention":"m1","span":[10,42],"quote":"At least 3 fishermen were killed","in":"text","attribution":{"speakers":[{"wording":"the coast guard","source":null,"kind":null}],"verb":"said","stance":"asserts","hedge":null},"said_at":"2024-03-01T12:00:00Z","harm":{"outcome":"killed","quantity":{"low":3,"high":null,"wording":"At least 3","hedge":"at_least"},"group":{"wording":"fishermen","status":"civilian","nationality":null,"affiliation":null,"sex":null,"age":null,"named":false},"scope":"total","part_of":null},"rule":null}','82e42b15e1213140ba7a921bd661631f67ffacab5c0490be2e5acc0eda03d6b9');
INSERT INTO "entries" VALUES(9,3,'report','rep_3',NULL,'{"id":"rep_3","external_id":null,"outlet":"Harbour Post","url":null,"title":"Deaths at the pier","language":null,"published_at":"2024-03-01T12:00:00Z","published_precision":null,"sections":[],"text":"Report 3. At least 3 fishermen were killed at the pier, the coast guard said.","revises":null,"date_evidence":[]}','1722cfcc2042fea770fd530aa7cd5a5dfa5c10e434b90f91a123b3019944dcaa');
INSERT INTO "entries" VALUES(10,3,'reading','rep_3','test 1','{"reader":"test 1","report":9,"mentions":1,"claims":1,"problems":0}','6c6606dc6025906c57df30203f711cdafe8e10c04ebb24120793ed3f0cf3d703');
INSERT INTO "entries" VALUES(11,3,'mention','rep_3','m1','{"id":"m1","role":"main","type":"Attack","occurred_from":null,"occurred_to":null,"date_precision":"unknown","date_wording":null,"places":[],"initiators":[],"targets":[],"weapons":[],"span":[0,77]}','f1a61714fbb2fb9637f2b48692f6870c7f3449f41d1ae4303b6066bad70a9f26');
INSERT INTO "entries" VALUES(12,3,'claim','rep_3','c1','{"id":"c1","kind":"harm","mention":"m1","span":[10,42],"quote":"At least 3 fishermen were killed","in":"text","attribution":{"speakers":[{"wording":"the coast guard","source":null,"kind":null}],"verb":"said","stance":"asserts","hedge":null},"said_at":"2024-03-01T12:00:00Z","harm":{"outcome":"killed","quantity":{"low":3,"high":null,"wording":"At least 3","hedge":"at_least"},"group":{"wording":"fishermen","status":"civilian","nationality":null,"affiliation":null,"sex":null,"age":null,"named":false},"scope":"total","part_of":null},"rule":null}','e842165c59af3f6402af648d74020e35e85070a5c1ae637d4e82ca491cd959ce');
INSERT INTO "entries" VALUES(13,3,'capture','rep_3','b9b0cb4070b2c8e80f930808c7cd54b20e3187f8a2ae1f667f3783dda4d9c2ed','{"sha256":"b9b0cb4070b2c8e80f930808c7cd54b20e3187f8a2ae1f667f3783dda4d9c2ed","size":65,"name":null,"part":null,"url":"https://harbour.example/pier","asked":null,"fetched_at":"2024-03-01T12:00:00Z","media_type":null,"headers":{},"told":{},"kept":true}','263aed0b848018a9a972261b2026189346d284cd690381bc3d07e2a9320826fc');
INSERT INTO "entries" VALUES(14,4,'reading','rep_2','test 2','{"reader":"test 2","report":5,"mentions":1,"claims":0,"problems":0}','a35657a785eaf28a4cc39fccb4168003c57092da93884a6b4de24156a83e48ee');
INSERT INTO "entries" VALUES(15,4,'mention','rep_2','m1','{"id":"m1","role":"main","type":"Attack","occurred_from":null,"occurred_to":null,"date_precision":"unknown","date_wording":null,"places":[],"initiators":[],"targets":[],"weapons":[],"span":[0,77]}','c47f88bc70cae235c52e1d9f085ec15616d47c9d4e70acb5f7a254a18a682e41');
INSERT INTO "entries" VALUES(16,5,'problem',NULL,'empty','{"stage":"read","report":null,"code":"empty","message":"a.html holds no text."}','50c9eb2784bf084a6c954eed52face4c89a76ea9848509aac777f7809f4d6649');
INSERT INTO "entries" VALUES(17,6,'judgement',NULL,'rep_1/m1 rep_2/m1','{"verdict":"same","items":["rep_1/m1","rep_2/m1"],"by":"Ada","why":"One pier.","against":[]}','3fe5e22650281354834e7b5bcedc7bb3b07016113164b9599913c7899186286b');
INSERT INTO "entries" VALUES(18,7,'retraction',NULL,'17','{"entry":17,"by":"Ada","why":"Two piers."}','009367a804b452d05f99cc547f478366822294abb29b5b67610825be40175c65');
CREATE TABLE link_ids (id TEXT PRIMARY KEY, born INTEGER NOT NULL, now TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "link_ids" VALUES('evt_185952a4838c9d65',2,'evt_185952a4838c9d65');
INSERT INTO "link_ids" VALUES('evt_e6c409afddaa49d1',1,'evt_e6c409afddaa49d1');
CREATE TABLE link_keys (key INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, n)) WITHOUT ROWID;
INSERT INTO "link_keys" VALUES(66871912521183963,1);
INSERT INTO "link_keys" VALUES(179003556735734492,1);
INSERT INTO "link_keys" VALUES(549835047218467300,1);
INSERT INTO "link_keys" VALUES(823993537165429210,1);
INSERT INTO "link_keys" VALUES(1975990639670561242,1);
INSERT INTO "link_keys" VALUES(3120265335732036372,1);
INSERT INTO "link_keys" VALUES(4196125607470753375,1);
INSERT INTO "link_keys" VALUES(4298239842639345694,1);
INSERT INTO "link_keys" VALUES(5193164885746988035,1);
INSERT INTO "link_keys" VALUES(5344351072753605848,1);
INSERT INTO "link_keys" VALUES(5691500803060393931,1);
INSERT INTO "link_keys" VALUES(6369856942868165243,1);
INSERT INTO "link_keys" VALUES(6708291729448007339,1);
INSERT INTO "link_keys" VALUES(7142832832236403989,1);
INSERT INTO "link_keys" VALUES(7983054434082101246,1);
INSERT INTO "link_keys" VALUES(8966783283872672369,1);
INSERT INTO "link_keys" VALUES(9065997382156727514,1);
INSERT INTO "link_keys" VALUES(43495922321638222,3);
INSERT INTO "link_keys" VALUES(66871912521183963,3);
INSERT INTO "link_keys" VALUES(179003556735734492,3);
INSERT INTO "link_keys" VALUES(549835047218467300,3);
INSERT INTO "link_keys" VALUES(823993537165429210,3);
INSERT INTO "link_keys" VALUES(1975990639670561242,3);
INSERT INTO "link_keys" VALUES(3120265335732036372,3);
INSERT INTO "link_keys" VALUES(4196125607470753375,3);
INSERT INTO "link_keys" VALUES(4356398641704901235,3);
INSERT INTO "link_keys" VALUES(5193164885746988035,3);
INSERT INTO "link_keys" VALUES(5344351072753605848,3);
INSERT INTO "link_keys" VALUES(5691500803060393931,3);
INSERT INTO "link_keys" VALUES(6708291729448007339,3);
INSERT INTO "link_keys" VALUES(7142832832236403989,3);
INSERT INTO "link_keys" VALUES(7983054434082101246,3);
INSERT INTO "link_keys" VALUES(8966783283872672369,3);
INSERT INTO "link_keys" VALUES(9065997382156727514,3);
INSERT INTO "link_keys" VALUES(66871912521183963,4);
INSERT INTO "link_keys" VALUES(179003556735734492,4);
INSERT INTO "link_keys" VALUES(549835047218467300,4);
INSERT INTO "link_keys" VALUES(823993537165429210,4);
INSERT INTO "link_keys" VALUES(1975990639670561242,4);
INSERT INTO "link_keys" VALUES(3120265335732036372,4);
INSERT INTO "link_keys" VALUES(4196125607470753375,4);
INSERT INTO "link_keys" VALUES(4933046897424101578,4);
INSERT INTO "link_keys" VALUES(5193164885746988035,4);
INSERT INTO "link_keys" VALUES(5344351072753605848,4);
INSERT INTO "link_keys" VALUES(5691500803060393931,4);
INSERT INTO "link_keys" VALUES(6141194733651985150,4);
INSERT INTO "link_keys" VALUES(6708291729448007339,4);
INSERT INTO "link_keys" VALUES(7142832832236403989,4);
INSERT INTO "link_keys" VALUES(7983054434082101246,4);
INSERT INTO "link_keys" VALUES(8966783283872672369,4);
INSERT INTO "link_keys" VALUES(9065997382156727514,4);
CREATE TABLE link_mentions (n INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, report TEXT NOT NULL, body BLOB NOT NULL, part TEXT, event TEXT, filed TEXT);
INSERT INTO "link_mentions" VALUES(1,'rep_1/m1','rep_1',X'8AA3726566A87265705F312F6D31A67265706F7274A57265705F31A76D656E74696F6E8CA26964A26D31A4726F6C65A46D61696EA474797065A641747461636BAD6F636375727265645F66726F6DC0AB6F636375727265645F746FC0AE646174655F707265636973696F6EA7756E6B6E6F776EAC646174655F776F7264696E67C0A6706C6163657390AA696E69746961746F727390A77461726765747390A7776561706F6E7390A47370616E92004DA66F75746C6574AC486172626F757220506F7374AC7075626C69736865645F6174D6FF65E1C340A772657669736573C0A7666967757265739192A66B696C6C656403A86B6E6F776E5F6174D6FF65E1C340A4636F7079B5636F70795F37623736666264336165636438636464A6736B6574636885A57465726D738BA5636F617374CB3FCCA2339C0EBEE0A6646561746873CB3FD23BCD35A85879A96669736865726D656ECB3FD3DBF487FCB924A56775617264CB3FC7A786C226809DA66B696C6C6564CB3F7758E219652BD4A56C65617374CB3FA2CA57A786C227A470696572CB3FEAAC083126E979A67265706F7274CB3FCA3A29C779A6B5A473616964CB3F86872B020C49BAA3746865CB3F1A36E2EB1C432DA477657265CB3F847AE147AE147BA56E616D657390A87375726E616D657390A776696374696D7390A46167657390','rep_1/m1','evt_e6c409afddaa49d1','evt_e6c409afddaa49d1');
INSERT INTO "link_mentions" VALUES(3,'rep_3/m1','rep_3',X'8AA3726566A87265705F332F6D31A67265706F7274A57265705F33A76D656E74696F6E8CA26964A26D31A4726F6C65A46D61696EA474797065A641747461636BAD6F636375727265645F66726F6DC0AB6F636375727265645F746FC0AE646174655F707265636973696F6EA7756E6B6E6F776EAC646174655F776F7264696E67C0A6706C6163657390AA696E69746961746F727390A77461726765747390A7776561706F6E7390A47370616E92004DA66F75746C6574AC486172626F757220506F7374AC7075626C69736865645F6174D6FF65E1C340A772657669736573C0A7666967757265739192A66B696C6C656403A86B6E6F776E5F6174D6FF65E1C340A4636F7079B5636F70795F34333137653834643139623739323763A6736B6574636885A57465726D738BA5636F617374CB3FCCA2339C0EBEE0A6646561746873CB3FD23BCD35A85879A96669736865726D656ECB3FD3DBF487FCB924A56775617264CB3FC7A786C226809DA66B696C6C6564CB3F7758E219652BD4A56C65617374CB3FA2CA57A786C227A470696572CB3FEAAC083126E979A67265706F7274CB3FCA3A29C779A6B5A473616964CB3F86872B020C49BAA3746865CB3F1A36E2EB1C432DA477657265CB3F847AE147AE147BA56E616D657390A87375726E616D657390A776696374696D7390A46167657390','rep_1/m1','evt_e6c409afddaa49d1','evt_e6c409afddaa49d1');
INSERT INTO "link_mentions" VALUES(4,'rep_2/m1','rep_2',X'8AA3726566A87265705F322F6D31A67265706F7274A57265705F32A76D656E74696F6E8CA26964A26D31A4726F6C65A46D61696EA474797065A641747461636BAD6F636375727265645F66726F6DC0AB6F636375727265645F746FC0AE646174655F707265636973696F6EA7756E6B6E6F776EAC646174655F776F7264696E67C0A6706C6163657390AA696E69746961746F727390A77461726765747390A7776561706F6E7390A47370616E92004DA66F75746C6574AC486172626F757220506F7374AC7075626C69736865645F6174D6FF65E1C340A772657669736573C0A76669677572657390A86B6E6F776E5F6174D6FF65E1C340A4636F7079B5636F70795F31396563343037316262393139356564A6736B6574636885A57465726D738BA5636F617374CB3FCCA2339C0EBEE0A6646561746873CB3FD23BCD35A85879A96669736865726D656ECB3FD3DBF487FCB924A56775617264CB3FC7A786C226809DA66B696C6C6564CB3F7758E219652BD4A56C65617374CB3FA2CA57A786C227A470696572CB3FEAAC083126E979A67265706F7274CB3FCA3A29C779A6B5A473616964CB3F86872B020C49BAA3746865CB3F1A36E2EB1C432DA477657265CB3F847AE147AE147BA56E616D657390A87375726E616D657390A776696374696D7390A46167657390','rep_2/m1','evt_185952a4838c9d65','evt_185952a4838c9d65');
CREATE TABLE link_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "link_state" VALUES('head','2873b018eb1612fe19acc0755de1dd0c0baff1515e8394e0c64e3c032419b400');
INSERT INTO "link_state" VALUES('stamp','0c3b9e8ff6cc1b9e0e361f429c6689b7576d05ed8c3c5c1683bb17222beff9be');
INSERT INTO "link_state" VALUES('tx','7');
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema','3');
CREATE TABLE originals (
	sha256 TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	packed BLOB NOT NULL, 
	PRIMARY KEY (sha256)
);
INSERT INTO "originals" VALUES('b9b0cb4070b2c8e80f930808c7cd54b20e3187f8a2ae1f667f3783dda4d9c2ed',65,X'789CB329B0732C51C8494D2C2E51305648CB2CCE482DCA4DCD53284F2D4A55C8CECCC9494D51482C5128C9485528C84C2DD253B8B1FC66CBCDA61BCB6F6CBCB1C246BFC00E0014651AC1');
CREATE TABLE readings (
	entry INTEGER NOT NULL, 
	tx INTEGER NOT NULL, 
	report_id TEXT NOT NULL, 
	report_entry INTEGER NOT NULL, 
	reader TEXT NOT NULL, 
	outlet TEXT, 
	url TEXT, 
	published_at TEXT, 
	PRIMARY KEY (entry), 
	FOREIGN KEY(entry) REFERENCES entries (id), 
	UNIQUE (tx), 
	FOREIGN KEY(tx) REFERENCES transactions (tx), 
	FOREIGN KEY(report_entry) REFERENCES entries (id)
);
INSERT INTO "readings" VALUES(2,1,'rep_1',1,'test 1','Harbour Post',NULL,'2024-03-01T12:00:00.000000Z');
INSERT INTO "readings" VALUES(6,2,'rep_2',5,'test 1','Harbour Post',NULL,'2024-03-01T12:00:00.000000Z');
INSERT INTO "readings" VALUES(10,3,'rep_3',9,'test 1','Harbour Post',NULL,'2024-03-01T12:00:00.000000Z');
INSERT INTO "readings" VALUES(14,4,'rep_2',5,'test 2','Harbour Post',NULL,'2024-03-01T12:00:00.000000Z');
CREATE TABLE transactions (
	tx INTEGER NOT NULL, 
	known_at TEXT NOT NULL, 
	what TEXT NOT NULL, 
	prev_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (tx)
);
INSERT INTO "transactions" VALUES(1,'2024-03-01T12:01:00.000000Z','reading','0000000000000000000000000000000000000000000000000000000000000000','6c51c7d93050cc678c08f799aeb7c99a10ab27c09eab276fbb77366165b13e99');
INSERT INTO "transactions" VALUES(2,'2024-03-01T12:02:00.000000Z','reading','6c51c7d93050cc678c08f799aeb7c99a10ab27c09eab276fbb77366165b13e99','5bfa5b97b1726945d8c0226ed276ba732c222d920c6b23eb0a0659dc9f361248');
INSERT INTO "transactions" VALUES(3,'2024-03-01T12:03:00.000000Z','reading','5bfa5b97b1726945d8c0226ed276ba732c222d920c6b23eb0a0659dc9f361248','0889edbac8ad971bfec9bf2a08d924f16ad158c051e21dba1c02f17b73fd66a7');
INSERT INTO "transactions" VALUES(4,'2024-03-01T12:04:00.000000Z','reading','0889edbac8ad971bfec9bf2a08d924f16ad158c051e21dba1c02f17b73fd66a7','4678ab94d59bf2126c08d9e3b0bb9933999fc041028a61f0abdfb3fe4299199f');
INSERT INTO "transactions" VALUES(5,'2024-03-01T12:05:00.000000Z','problem','4678ab94d59bf2126c08d9e3b0bb9933999fc041028a61f0abdfb3fe4299199f','68d32b39acbd787c8fce64d94ff734f2aeb4849552d9b1f9010129e21b72add5');
INSERT INTO "transactions" VALUES(6,'2024-03-01T12:06:00.000000Z','judgement','68d32b39acbd787c8fce64d94ff734f2aeb4849552d9b1f9010129e21b72add5','0dd1c3d6a409f7bbe19e5e43915edeea7546be08ce300246eb3d2d06d09728f7');
INSERT INTO "transactions" VALUES(7,'2024-03-01T12:07:00.000000Z','retraction','0dd1c3d6a409f7bbe19e5e43915edeea7546be08ce300246eb3d2d06d09728f7','2873b018eb1612fe19acc0755de1dd0c0baff1515e8394e0c64e3c032419b400');
CREATE INDEX ix_transactions_known_at ON transactions (known_at);
CREATE INDEX ix_bands_report ON bands (report_id);
CREATE INDEX ix_entries_report ON entries (report_id, item_id);
CREATE INDEX ix_entries_tx ON entries (tx);
CREATE INDEX ix_entries_item ON entries (kind, item_id);
CREATE INDEX ix_readings_report ON readings (report_id, tx);
CREATE INDEX ix_readings_page ON readings (url);
CREATE TRIGGER meta_no_update BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER transactions_no_update BEFORE UPDATE ON transactions BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER readings_no_update BEFORE UPDATE ON readings BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER readings_no_delete BEFORE DELETE ON readings BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER originals_no_update BEFORE UPDATE ON originals BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER originals_no_delete BEFORE DELETE ON originals BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER bands_no_update BEFORE UPDATE ON bands BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER bands_no_delete BEFORE DELETE ON bands BEGIN SELECT RAISE(ABORT, 'append-only: nothing is changed or erased'); END;
CREATE TRIGGER transactions_at_end BEFORE INSERT ON transactions WHEN NEW.tx <= (SELECT coalesce(max(tx), 0) FROM transactions) BEGIN SELECT RAISE(ABORT, 'append-only: rows are added at the end'); END;
CREATE TRIGGER entries_at_end BEFORE INSERT ON entries WHEN NEW.id <= (SELECT coalesce(max(id), 0) FROM entries) BEGIN SELECT RAISE(ABORT, 'append-only: rows are added at the end'); END;
CREATE TRIGGER readings_at_end BEFORE INSERT ON readings WHEN NEW.entry <= (SELECT coalesce(max(entry), 0) FROM readings) BEGIN SELECT RAISE(ABORT, 'append-only: rows are added at the end'); END;
CREATE TRIGGER originals_once BEFORE INSERT ON originals WHEN EXISTS (SELECT 1 FROM originals WHERE sha256 = NEW.sha256) BEGIN SELECT RAISE(ABORT, 'append-only: the same bytes are held once'); END;
CREATE INDEX ix_link_mentions_report ON link_mentions (report);
CREATE INDEX ix_link_mentions_part ON link_mentions (part);
CREATE INDEX ix_link_keys_mention ON link_keys (n);
CREATE INDEX ix_link_ids_born ON link_ids (born);
COMMIT;
