"""The 11 benefits of a case (表 16), in whole 元, and how they add up to 增加產值 and 降低成本."""

#: 增加產值, in the order of 表 16; names of the fields with the words of the table.
OUTPUT: dict[str, str] = {
    "added_value": "增加產品附加價值",
    "new_orders": "增加產品訂單",
    "staff_productivity": "提高人員生產效率",
    "equipment_productivity": "提供設備生產效率",  # 提供 as 表 16 prints it, for 提高
}

#: 降低成本, in the order of 表 16.
SAVING: dict[str, str] = {
    "labour_cost": "降低人力成本",
    "manufacturing_cost": "降低製造成本",
    "purchasing_cost": "降低採購成本",
    "inventory_cost": "降低庫存成本",
    "defect_cost": "降低不良品損耗成本",
    "research_cost": "降低研發測試成本",
    "maintenance_cost": "降低設備維護成本",
}

BENEFITS: dict[str, str] = OUTPUT | SAVING
BENEFIT_FIELDS: tuple[str, ...] = tuple(BENEFITS)
